#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/source_span.h"
#include "probe/request.h"
#include "steps/steps.h"

namespace roadworthy {
namespace {

using nlohmann::json;

/// Most of a value that is kept for later steps.
constexpr std::size_t kLongestCapture = 1 << 20;

/// Where in an answer a value is found: one of the three.
struct Source {
  std::optional<std::string> pointer;  ///< JSON Pointer into the body.
  std::optional<std::string> header;
  bool body = false;
};

struct HttpStep {
  CheckRequest request;
  std::vector<std::uint32_t> statuses;  ///< Empty: any.
  std::map<std::string, Source> captures;
};

Source take_source(const std::string& name, const NodeView& node, Errors& errors) {
  Decoder decode(node, errors, fmt::format("capture `{}`", name));
  Source source{.pointer = decode.optional<std::string>("json"),
                .header = decode.optional<std::string>("header"),
                .body = decode.optional<bool>("body").value_or(false)};
  decode.finish();
  const int sources = static_cast<int>(source.pointer.has_value()) + static_cast<int>(source.header.has_value()) +
                      static_cast<int>(source.body);
  if (node.is(NodeKind::mapping) && sources != 1) {
    decode.fail("", fmt::format("`{}` is captured from exactly one of `json`, `header` and `body: true`", name));
  }
  if (source.pointer && !source.pointer->empty() && !source.pointer->starts_with('/')) {
    decode.fail("json", fmt::format("`{}` is no JSON Pointer", *source.pointer),
                fmt::format("begin it with a slash: /{}", *source.pointer));
  }
  return source;
}

std::map<std::string, Source> take_captures(Decoder& body) {
  std::map<std::string, Source> captures;
  const auto node = body.take("capture");
  if (!node) {
    return captures;
  }
  for (const auto& [name, source] : node->members()) {
    const bool good =
        std::ranges::all_of(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; });
    if (name.empty() || !good) {
      body.errors().push_back({.kind = ErrorKind::invalid_file,
                               .message = fmt::format("`{}` is no name for a captured value", name),
                               .remedy = "use letters, digits and _",
                               .where = node->key_span(name)});
    }
    captures[name] = take_source(name, source, body.errors());
  }
  if (captures.empty()) {
    body.fail("capture", "`capture` takes names, and for each where its value is found",
              "write capture: { id: { json: /id } }");
  }
  return captures;
}

Result<std::string> value_of(const Source& source, const HttpAnswer& answer) {
  if (source.body) {
    return answer.body;
  }
  if (source.header) {
    const std::string* header = answer.header(*source.header);
    return header == nullptr ? fail(ErrorKind::no_answer, fmt::format("there is no header {}", *source.header))
                             : Result<std::string>(*header);
  }
  const json document = json::parse(answer.body, nullptr, false);
  if (document.is_discarded()) {
    return fail(ErrorKind::no_answer, "the body is no JSON");
  }
  try {
    const json& value = document.at(json::json_pointer(*source.pointer));
    if (value.is_structured()) {
      return fail(ErrorKind::no_answer, fmt::format("at {} is a list or a mapping, too much", *source.pointer));
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
  } catch (const json::exception&) {
    return fail(ErrorKind::no_answer, fmt::format("there is nothing at {}", *source.pointer));
  }
}

Result<void> run(const HttpStep& step, Captures& captured, Stand& stand, TimePoint deadline) {
  const TimePoint until = std::min(deadline, stand.clock().now() + step.request.timeout);
  const auto answer = exchange(stand, step.request.request, until);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  if (!step.statuses.empty() &&
      std::ranges::find(step.statuses, static_cast<std::uint32_t>(answer->status)) == step.statuses.end()) {
    return fail(ErrorKind::no_answer,
                fmt::format("the status is {}, not {}: {}", answer->status, fmt::join(step.statuses, " or "),
                            printable(std::string_view(answer->body).substr(0, 200))));
  }
  captured.clear();
  for (const auto& [name, source] : step.captures) {
    auto value = value_of(source, *answer);
    if (!value) {
      return fail(ErrorKind::no_answer, fmt::format("{} to capture as `{}`", value.error().message, name));
    }
    if (value->size() > kLongestCapture || answer->body_cut) {
      return fail(ErrorKind::no_answer,
                  fmt::format("what `{}` would capture is longer than {} bytes", name, kLongestCapture));
    }
    captured[name] = *std::move(value);
  }
  return {};
}

std::vector<std::uint32_t> take_statuses(Decoder& body) {
  const auto node = body.take("status");
  std::vector<std::uint32_t> statuses;
  if (!node) {
    return statuses;
  }
  for (const NodeView& item : node->is(NodeKind::sequence) ? node->items() : std::vector{*node}) {
    std::uint32_t status = 0;
    if (decode_value(item, body.errors(), status) && (status < 100 || status > 599)) {
      add_error(body.errors(), item, fmt::format("{} is no HTTP status", status), "it is a number from 100 to 599");
    }
    statuses.push_back(status);
  }
  if (statuses.empty()) {
    body.fail("status", "`status` names no status", "leave it out if any will do");
  }
  return statuses;
}

}  // namespace

Action parse_http_step(Decoder& decode) {
  decode.allow("http");
  Decoder body(*decode.node().find("http"), decode.errors(), "`http`");
  HttpStep step{.request = take_request(body, "request", std::chrono::seconds(5)),
                .statuses = take_statuses(body),
                .captures = take_captures(body)};
  body.finish();
  auto captured = std::make_shared<Captures>();
  Action action{
      .kind = "http",
      .description = step.request.description,
      .addresses = step.request.addresses,
      .asks_subject = true,
      .names_pods = true,
      .run = [step, captured](Stand& stand, TimePoint deadline) { return run(step, *captured, stand, deadline); },
      .captured = captured};
  for (const auto& [name, source] : step.captures) {
    action.captures.push_back(name);
  }
  return action;
}

}  // namespace roadworthy
