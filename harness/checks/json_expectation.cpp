#include "checks/json_expectation.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

namespace roadworthy {
namespace {

using nlohmann::json;

/// The value that a pointer leads to, or nullptr.
const json* at(const json& document, const std::string& pointer) {
  try {
    const json::json_pointer parsed(pointer);
    return document.contains(parsed) ? &document.at(parsed) : nullptr;
  } catch (const json::exception&) {
    return nullptr;  // An index that is no number, or past the end.
  }
}

std::string name_of(const std::string& pointer) {
  return pointer.empty() ? "the body" : pointer;
}

}  // namespace

std::vector<Mismatch> compare_json(const JsonExpectation& expectation, const nlohmann::json& document) {
  std::vector<Mismatch> mismatches;
  for (const auto& [pointer, matcher] : expectation) {
    const json* value = at(document, pointer);
    if (const auto mismatch = matcher.mismatch(value)) {
      mismatches.push_back({fmt::format("{} {}", name_of(pointer), *mismatch),
                            fmt::format("{} is {}", name_of(pointer), describe_value(value))});
    }
  }
  return mismatches;
}

std::string describe_json(const JsonExpectation& expectation) {
  std::vector<std::string> parts;
  for (const auto& [pointer, matcher] : expectation) {
    parts.push_back(fmt::format("{} {}", name_of(pointer), matcher.describe()));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

JsonExpectation parse_json_expectation(const NodeView& node, Errors& errors) {
  JsonExpectation expectation;
  if (!node.is(NodeKind::mapping)) {
    add_error(errors, node,
              fmt::format("expected JSON Pointers and what is expected there, not {}", describe(node.kind())),
              "write /status: healthy");
    return expectation;
  }
  if (node.members().empty()) {
    add_error(errors, node, "this expects nothing", "write /status: healthy");
  }
  for (const auto& [pointer, value] : node.members()) {
    static const RE2 kPointer("(/([^~/]|~[01])*)*");  // RFC 6901, section 3.
    if (!RE2::FullMatch(pointer, kPointer)) {
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = fmt::format("`{}` is no JSON Pointer", pointer),
                        .remedy = pointer.starts_with('/') ? "write ~0 for ~ and ~1 for / within a name"
                                                           : fmt::format("begin it with a slash: /{}", pointer),
                        .where = node.key_span(pointer)});
    }
    expectation.emplace_back(pointer, parse_matcher(value, errors));
  }
  return expectation;
}

}  // namespace roadworthy
