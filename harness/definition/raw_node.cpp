#include "definition/raw_node.h"

#include <algorithm>

namespace roadworthy {

const Node* member(const Node* node, std::string_view key) {
  if (!node) {
    return nullptr;
  }
  const auto found = std::ranges::find(node->members, key, &Member::key);
  return found == node->members.end() ? nullptr : &found->value;
}

std::string text_of(const Node* node) {
  return node ? node->text : std::string();
}

}  // namespace roadworthy
