#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "document/node.h"

namespace roadworthy {

/// The document of a text that is expected to be good.
[[nodiscard]] inline Document good_document(std::string_view text, std::string name = "test.yaml") {
  auto document = parse_document(std::move(name), std::string(text));
  if (!document) {
    ADD_FAILURE() << describe(document.error().front());
    return {.file = std::make_shared<const SourceFile>(), .root = {}};
  }
  return *std::move(document);
}

/// All mistakes as a person reads them, one below the other.
[[nodiscard]] inline std::string describe_all(const Errors& errors) {
  std::string result;
  for (const Error& error : errors) {
    result += describe(error) + "\n";
  }
  return result;
}

/// The mistakes that a text has; empty if it has none.
[[nodiscard]] inline std::string mistakes_in(std::string_view text, const DocumentLimits& limits = {}) {
  const auto document = parse_document("test.yaml", std::string(text), limits);
  return document ? std::string() : describe_all(document.error());
}

/// `LINE:COLUMN-LINE:COLUMN`
[[nodiscard]] inline std::string places(const Region& region) {
  return std::to_string(region.line) + ":" + std::to_string(region.column) + "-" + std::to_string(region.end_line) +
         ":" + std::to_string(region.end_column);
}

/// A tree in one line: what is compared where only the content counts.
[[nodiscard]] inline std::string outline(const Node& node) {
  std::string result;
  switch (node.kind) {
    case NodeKind::sequence:
      for (const Node& item : node.items) {
        result += (result.empty() ? "" : ", ") + outline(item);
      }
      return "[" + result + "]";
    case NodeKind::mapping:
      for (const Member& member : node.members) {
        result += (result.empty() ? "" : ", ") + member.key + ": " + outline(member.value);
      }
      return "{" + result + "}";
    case NodeKind::null:
      return "null";
    case NodeKind::string:
      return "'" + node.text + "'";
    default:
      return node.text;
  }
}

}  // namespace roadworthy
