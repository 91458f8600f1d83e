#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "checks/bounded_json.h"
#include "checks/companion.h"
#include "checks/json_values.h"
#include "checks/log_type_agreement.h"
#include "checks/matcher.h"

namespace roadworthy {
namespace {

using nlohmann::json;

struct AgreesWith {
  std::string stand_in;
  std::vector<std::vector<std::string>> values;  ///< JSON Pointers; of those in one entry, one is enough.
  bool log_types = false;
};

/// What a stand-in has reported so far, and what is so at this moment.
struct Reported {
  json served = json::object();  ///< All documents that it served last, put into one; the newest wins.
  json figures;                  ///< Its answer to `model`.
};

Result<Reported> ask(const AgreesWith& check, Stand& stand, TimePoint deadline) {
  auto answer = stand.control(check.stand_in, {{"command", "model"}, {"get", true}}, deadline);
  if (!answer) {
    return std::unexpected(std::move(answer.error()));
  }
  if (!answer->value("ok", false)) {
    return fail(ErrorKind::invalid_file, fmt::format("{} does not tell what it reported: {}", check.stand_in,
                                                     answer->value("error", "without a reason")));
  }
  Reported reported;
  std::vector<json> documents;
  const json all = answer->value("served", json::object());
  for (const auto& [path, served] : all.items()) {
    if (served.contains("document")) {
      documents.push_back(served);
    }
  }
  std::ranges::sort(documents, {}, [](const json& served) { return served.value("number", std::uint64_t{0}); });
  for (const json& served : documents) {
    reported.served.update(served.at("document"), true);
  }
  reported.figures = *std::move(answer);
  return reported;
}

std::vector<Mismatch> compare_values(const AgreesWith& check, const json& body, const json& served) {
  std::vector<Mismatch> mismatches;
  for (const auto& pointers : check.values) {
    std::vector<std::string> wanted;
    const bool found = std::ranges::any_of(pointers, [&](const std::string& text) {
      const json::json_pointer pointer(text);
      const json* value = served.contains(pointer) ? &served.at(pointer) : nullptr;
      wanted.push_back(fmt::format("{} of {} ({})", text, check.stand_in, describe_value(value)));
      return value != nullptr && !value->is_structured() && holds_value(body, *value);
    });
    if (!found) {
      mismatches.push_back({fmt::format("{} in the body", fmt::join(wanted, " or ")), "no such value"});
    }
  }
  return mismatches;
}

Result<std::vector<Mismatch>> compare(const AgreesWith& check, const Reported& before, const HttpAnswer& answer,
                                      Stand& stand, TimePoint deadline) {
  const auto after = ask(check, stand, deadline);
  if (!after) {
    return std::unexpected(after.error());
  }
  const auto body = answer.body_cut ? std::unexpected(fmt::format("a body longer than {} bytes", answer.body.size()))
                                    : parse_bounded_json(answer.body);
  if (!body) {
    return std::vector<Mismatch>{{"a JSON body", body.error()}};
  }
  auto mismatches = compare_values(check, *body, after->served);
  if (!mismatches.empty()) {
    if (auto earlier = compare_values(check, *body, before.served); earlier.size() < mismatches.size()) {
      mismatches = std::move(earlier);
    }
  }
  if (check.log_types) {
    std::ranges::move(compare_log_types(*body, after->figures), std::back_inserter(mismatches));
  }
  return mismatches;
}

std::vector<std::string> take_pointers(const NodeView& node, Errors& errors) {
  static const RE2 kPointer("(/([^~/]|~[01])*)+");  // RFC 6901, section 3; not the whole document.
  std::vector<std::string> pointers;
  for (const NodeView& item : node.is(NodeKind::sequence) ? node.items() : std::vector{node}) {
    std::string text;
    if (!decode_value(item, errors, text)) {
      continue;
    }
    if (!RE2::FullMatch(text, kPointer)) {
      add_error(errors, item, fmt::format("`{}` is no JSON Pointer", text), "write /jvm/mem/heap_used_in_bytes");
      continue;
    }
    pointers.push_back(std::move(text));
  }
  return pointers;
}

}  // namespace

Companion parse_agrees_with(const NodeView& node, Errors& errors) {
  Decoder decode(node, errors, "`agrees_with`");
  AgreesWith check{.stand_in = decode.required<std::string>("stand_in")};
  if (const auto values = decode.take("values")) {
    for (const NodeView& item : values->items()) {
      if (item.is(NodeKind::sequence) && item.items().empty()) {
        add_error(errors, item, fmt::format("{} is an empty list", item.name()), "write one JSON Pointer or more");
      }
      check.values.push_back(take_pointers(item, errors));
    }
    if (check.values.empty()) {
      decode.fail("values", "`values` takes a list of JSON Pointers into what the stand-in reports");
    }
  }
  check.log_types = decode.optional<bool>("log_types").value_or(false);
  if (node.is(NodeKind::mapping) && !decode.has("values") && !check.log_types) {
    decode.fail("", "`agrees_with` needs `values` or `log_types: true`");
  }
  decode.finish();
  const auto where = node.find("stand_in");
  std::string expected = fmt::format("what {} reported", check.stand_in);
  expected += check.log_types ? ", by log type" : "";
  return {.expected = std::move(expected),
          .addresses = {{check.stand_in, where ? where->span() : node.span()}},
          .volumes = {},
          .begin = [check](Stand& stand, TimePoint deadline) -> Result<Comparison> {
            auto before = ask(check, stand, deadline);
            if (!before) {
              return std::unexpected(std::move(before.error()));
            }
            return [check, before = *std::move(before)](const HttpAnswer& answer, Stand& later, TimePoint until) {
              return compare(check, before, answer, later, until);
            };
          }};
}

}  // namespace roadworthy
