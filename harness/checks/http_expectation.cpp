#include "checks/http_expectation.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "checks/bounded_json.h"
#include "core/source_span.h"

namespace roadworthy {
namespace {

void compare_body(const HttpExpectation& expectation, const HttpAnswer& answer, std::vector<Mismatch>& mismatches) {
  if (expectation.json.empty() && expectation.any_of.empty()) {
    return;
  }
  if (answer.body_cut) {
    mismatches.push_back({"a JSON body", fmt::format("a body longer than {} bytes", answer.body.size())});
    return;
  }
  const auto document = parse_bounded_json(answer.body);
  if (!document) {
    mismatches.push_back({"a JSON body", document.error()});
    return;
  }
  std::ranges::move(compare_json(expectation.json, *document), std::back_inserter(mismatches));
  if (expectation.any_of.empty()) {
    return;
  }
  std::vector<Mismatch> closest;
  for (const JsonExpectation& alternative : expectation.any_of) {
    auto left = compare_json(alternative, *document);
    if (left.empty()) {
      return;
    }
    if (closest.empty() || left.size() < closest.size()) {
      closest = std::move(left);
    }
  }
  for (Mismatch& mismatch : closest) {
    mismatch.expected = "in the closest alternative, " + mismatch.expected;
    mismatches.push_back(std::move(mismatch));
  }
}

void compare_prometheus(const Matcher& matcher, const HttpAnswer& answer, std::vector<Mismatch>& mismatches) {
  const auto samples = parse_prometheus_text(answer.body);
  if (!samples || answer.body_cut) {
    mismatches.push_back({"Prometheus text", answer.body_cut ? "more than can be read" : samples.error()});
    return;
  }
  const nlohmann::json count = samples->size();
  if (const auto mismatch = matcher.mismatch(&count)) {
    mismatches.push_back({fmt::format("Prometheus text whose number of samples {}", *mismatch),
                          fmt::format("{} samples", samples->size())});
  }
}

void parse_status(const NodeView& node, Errors& errors, std::vector<StatusRange>& statuses) {
  if (node.is(NodeKind::sequence)) {
    if (node.items().empty()) {
      add_error(errors, node, "`status` names no status", "leave it out if any will do");
    }
    for (const NodeView& item : node.items()) {
      parse_status(item, errors, statuses);
    }
    return;
  }
  static const RE2 kClass("([1-5])xx");
  int hundreds = 0;
  if (node.is(NodeKind::string) && RE2::FullMatch(node.text(), kClass, &hundreds)) {
    statuses.push_back({hundreds * 100, hundreds * 100 + 99, node.text()});
    return;
  }
  std::uint32_t status = 0;
  if (!decode_value(node, errors, status)) {
    return;
  }
  if (status < 100 || status > 599) {
    add_error(errors, node, fmt::format("{} is no HTTP status", status), "it is a number from 100 to 599");
    return;
  }
  statuses.push_back({static_cast<int>(status), static_cast<int>(status), fmt::format("{}", status)});
}

std::string describe_statuses(const std::vector<StatusRange>& statuses) {
  std::vector<std::string> texts;
  std::ranges::transform(statuses, std::back_inserter(texts), &StatusRange::text);
  return fmt::format("{}", fmt::join(texts, " or "));
}

}  // namespace

std::string HttpExpectation::describe() const {
  std::vector<std::string> parts;
  if (!statuses.empty()) {
    parts.push_back(describe_statuses(statuses));
  }
  for (const auto& [name, matcher] : headers) {
    parts.push_back(fmt::format("{} {}", name, matcher.describe()));
  }
  if (!json.empty()) {
    parts.push_back(describe_json(json));
  }
  if (!any_of.empty()) {
    parts.push_back(fmt::format("one of {} alternatives", any_of.size()));
  }
  for (const auto& [at, is] : values) {
    parts.push_back(fmt::format("{} {}", at.text().empty() ? "the body" : at.text(), is.describe()));
  }
  if (prometheus) {
    parts.push_back(fmt::format("Prometheus text whose number of samples {}", prometheus->describe()));
  }
  if (text) {
    parts.push_back(fmt::format("a body that {}", text->describe()));
  }
  if (size) {
    parts.push_back(fmt::format("a size that {}", size->describe()));
  }
  if (faster_than) {
    parts.push_back(fmt::format("within {}", to_text(*faster_than)));
  }
  return parts.empty() ? "anything" : fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<Mismatch> HttpExpectation::compare(const HttpAnswer& answer) const {
  std::vector<Mismatch> mismatches;
  const auto fits = [&](const StatusRange& range) {
    return answer.status >= range.lowest && answer.status <= range.highest;
  };
  if (!statuses.empty() && std::ranges::none_of(statuses, fits)) {
    mismatches.push_back({"status " + describe_statuses(statuses), fmt::format("status {}", answer.status)});
  }
  for (const auto& [name, matcher] : headers) {
    const std::string* header = answer.header(name);
    const nlohmann::json value = header == nullptr ? nlohmann::json() : nlohmann::json(*header);
    const nlohmann::json* seen = header == nullptr ? nullptr : &value;
    if (const auto mismatch = matcher.mismatch(seen)) {
      mismatches.push_back(
          {fmt::format("header {} {}", name, *mismatch), fmt::format("header {}: {}", name, describe_value(seen))});
    }
  }
  compare_body(*this, answer, mismatches);
  compare_values(values, answer, mismatches);
  if (prometheus) {
    compare_prometheus(*prometheus, answer, mismatches);
  }
  const nlohmann::json body = answer.body;
  if (text) {
    if (const auto mismatch = text->mismatch(&body)) {
      mismatches.push_back({"the body " + *mismatch, "the body is " + describe_value(&body)});
    }
  }
  const nlohmann::json bytes = answer.body.size();
  if (size) {
    if (const auto mismatch = size->mismatch(&bytes)) {
      mismatches.push_back({"the size of the body " + *mismatch,
                            fmt::format("{} bytes{}", answer.body.size(), answer.body_cut ? " and more" : "")});
    }
  }
  if (faster_than && answer.took > *faster_than) {
    mismatches.push_back({"an answer within " + to_text(*faster_than), "an answer after " + to_text(answer.took)});
  }
  return mismatches;
}

HttpExpectation parse_http_head_expectation(Decoder& decode) {
  HttpExpectation expectation;
  if (const auto node = decode.take("status")) {
    parse_status(*node, decode.errors(), expectation.statuses);
  }
  if (const auto node = decode.take("headers")) {
    for (const auto& [name, value] : node->members()) {
      expectation.headers.emplace_back(name, parse_matcher(value, decode.errors()));
    }
    if (!node->is(NodeKind::mapping)) {
      decode.fail("headers", "`headers` takes names and what is expected of them");
    }
  }
  return expectation;
}

HttpExpectation parse_http_expectation(Decoder& decode) {
  HttpExpectation expectation = parse_http_head_expectation(decode);
  if (const auto node = decode.take("json")) {
    expectation.json = parse_json_expectation(*node, decode.errors());
  }
  if (const auto node = decode.take("any_of")) {
    for (const NodeView& item : node->items()) {
      expectation.any_of.push_back(parse_json_expectation(item, decode.errors()));
    }
    if (expectation.any_of.empty()) {
      decode.fail("any_of", "`any_of` takes a list of alternatives, each like `json`");
    }
  }
  if (const auto node = decode.take("value")) {
    parse_values(*node, decode.errors(), expectation.values);
  }
  if (const auto node = decode.take("prometheus")) {
    expectation.prometheus = parse_matcher(*node, decode.errors());
  }
  if (const auto node = decode.take("text")) {
    expectation.text = parse_matcher(*node, decode.errors());
  }
  if (const auto node = decode.take("size")) {
    expectation.size = parse_matcher(*node, decode.errors());
  }
  expectation.faster_than = decode.optional<Duration>("faster_than");
  return expectation;
}

std::string describe_answer(const HttpAnswer& answer) {
  const std::string* type = answer.header("Content-Type");
  const std::string head = fmt::format("{} {}, {} bytes{}", answer.status,
                                       type == nullptr ? "without a type" : printable(type->substr(0, 100)),
                                       answer.body.size(), answer.body_cut ? " and more" : "");
  return answer.body.empty() ? head : fmt::format("{}: {}", head, printable(answer.body.substr(0, 200)));
}

}  // namespace roadworthy
