#include "checks/value_place.h"

#include <cmath>

#include <fmt/format.h>

#include "checks/bounded_json.h"

namespace roadworthy {
namespace {

using nlohmann::json;
using Found = std::expected<std::optional<json>, std::string>;

constexpr std::string_view kSpace = " \t\r\n";

Found find_in_json(const HttpAnswer& answer, const json::json_pointer& pointer) {
  const auto document = parse_bounded_json(answer.body);
  if (!document) {
    return std::unexpected(document.error());
  }
  try {
    return document->contains(pointer) ? std::optional(document->at(pointer)) : std::nullopt;
  } catch (const json::exception&) {
    return std::optional<json>();  // An index that is no number, or past the end.
  }
}

Found find_metric(const HttpAnswer& answer, const PrometheusSample& named) {
  const auto samples = parse_prometheus_text(answer.body);
  if (!samples) {
    return std::unexpected("no Prometheus text: " + samples.error());
  }
  const PrometheusSample* sample = find_sample(*samples, named);
  if (sample == nullptr) {
    return std::optional<json>();
  }
  const bool whole = sample->value == std::floor(sample->value) && std::fabs(sample->value) < 1e15;
  return whole ? std::optional<json>(static_cast<std::int64_t>(sample->value)) : std::optional<json>(sample->value);
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

std::expected<ValuePlace, std::string> ValuePlace::parse(const std::string& text) {
  constexpr std::string_view kHeader = "header ";
  constexpr std::string_view kMetric = "metric ";
  ValuePlace place;
  place.text_ = text;
  if (text == "body") {
    place.place_ = Body{};
  } else if (text == "status") {
    place.place_ = Status{};
  } else if (text == "head") {
    place.place_ = Head{};
  } else if (text.starts_with(kHeader) && text.size() > kHeader.size()) {
    place.place_ = Header{text.substr(kHeader.size())};
  } else if (text.starts_with(kMetric)) {
    auto named = parse_sample_name(std::string_view(text).substr(kMetric.size()));
    if (!named) {
      return std::unexpected(fmt::format("`{}` names no metric: {}", text, named.error()));
    }
    place.place_ = Metric{std::move(*named)};
  } else {
    try {
      place.place_ = Pointer{json::json_pointer(text)};
    } catch (const json::exception&) {
      return std::unexpected(fmt::format("`{}` is no place of a value", text));
    }
  }
  return place;
}

Found ValuePlace::find(const HttpAnswer& answer) const {
  if (std::holds_alternative<Status>(place_)) {
    return std::optional<json>(answer.status);
  }
  if (std::holds_alternative<Head>(place_)) {
    std::string lines;
    for (const auto& [name, value] : answer.headers) {
      lines += name + ": " + value + "\n";
    }
    return std::optional<json>(std::move(lines));
  }
  if (const auto* header = std::get_if<Header>(&place_)) {
    const std::string* value = answer.header(header->name);
    return value == nullptr ? std::nullopt : std::optional<json>(*value);
  }
  if (answer.body_cut) {
    return std::unexpected(fmt::format("a body longer than {} bytes", answer.body.size()));
  }
  if (const auto* metric = std::get_if<Metric>(&place_)) {
    return find_metric(answer, metric->named);
  }
  if (const auto* pointer = std::get_if<Pointer>(&place_)) {
    return find_in_json(answer, pointer->pointer);
  }
  return std::optional<json>(trimmed(answer.body));
}

void parse_values(const NodeView& node, Errors& errors, std::vector<ValueExpectation>& values) {
  if (node.is(NodeKind::sequence)) {
    if (node.items().empty()) {
      add_error(errors, node, "`value` names no value", "write { at: /status, is: healthy }");
    }
    for (const NodeView& item : node.items()) {
      parse_values(item, errors, values);
    }
    return;
  }
  Decoder decode(node, errors, "a value");
  const auto at = decode.required<std::string>("at");
  auto place = ValuePlace::parse(at);
  if (!place) {
    decode.fail("at", place.error(), "it is a JSON Pointer, body, status, head, header NAME or metric NAME");
    place = ValuePlace();
  }
  if (const auto is = decode.take("is")) {
    values.push_back({std::move(*place), parse_matcher(*is, errors)});
  } else if (node.is(NodeKind::mapping)) {
    decode.missing("is");
  }
  if (node.is(NodeKind::mapping)) {
    decode.finish();
  }
}

void compare_values(const std::vector<ValueExpectation>& values, const HttpAnswer& answer,
                    std::vector<Mismatch>& mismatches) {
  for (const auto& [at, is] : values) {
    const auto found = at.find(answer);
    if (!found) {
      mismatches.push_back({fmt::format("a value at {}", at.text()), found.error()});
      continue;
    }
    const json* value = *found ? &**found : nullptr;
    if (const auto mismatch = is.mismatch(value)) {
      mismatches.push_back(
          {fmt::format("{} {}", at.text().empty() ? "the body" : at.text(), *mismatch),
           fmt::format("{} is {}", at.text().empty() ? "the body" : at.text(), describe_value(value))});
    }
  }
}

}  // namespace roadworthy
