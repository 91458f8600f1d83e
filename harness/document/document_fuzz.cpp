#include <cstdint>
#include <cstdlib>
#include <string>

#include "document/decoder.h"

namespace roadworthy {
namespace {

/// A tree that was read keeps what its readers promise; whatever does not aborts.
void check_tree(const Node& node, std::size_t depth, const DocumentLimits& limits) {
  const bool collection = node.kind == NodeKind::sequence || node.kind == NodeKind::mapping;
  const bool ordered = node.region.line < node.region.end_line ||
                       (node.region.line == node.region.end_line && node.region.column <= node.region.end_column);
  if (depth > limits.depth || !ordered || (collection && !node.text.empty())) {
    std::abort();
  }
  for (const Node& item : node.items) {
    check_tree(item, depth + 1, limits);
  }
  for (std::size_t index = 0; index < node.members.size(); ++index) {
    check_tree(node.members[index].value, depth + 1, limits);
    for (std::size_t other = index + 1; other < node.members.size(); ++other) {
      if (node.members[index].key == node.members[other].key) {
        std::abort();
      }
    }
  }
}

void check(std::string name, std::string text) {
  const DocumentLimits limits{.bytes = 1u << 16, .depth = 20, .nodes = 2000, .copies = 500};
  const auto document = parse_document(std::move(name), std::move(text), limits);
  Errors errors;
  if (document) {
    check_tree(document->root, 0, limits);
    const Document replaced = substitute(*document, {{"a", "1"}, {"b", "${a}"}}, errors);
    std::map<std::string, std::vector<Duration>> durations;
    decode_value(replaced, errors, durations);
    Decoder decode(replaced, errors, "a fuzzed mapping");
    (void)decode.optional<double>("a");
    decode.finish();
  } else if (document.error().empty()) {
    std::abort();
  } else {
    errors = document.error();
  }
  for (const Error& error : errors) {
    (void)describe(error);
  }
}

}  // namespace
}  // namespace roadworthy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  roadworthy::check("fuzz.yaml", text);
  roadworthy::check("fuzz.json", text);
  return 0;
}
