#include "definition/cursor.h"
#include "definition/expression.h"
#include "definition/raw_node.h"

namespace roadworthy {
namespace {

bool is_true(const Node* node) {
  return node && node->kind == NodeKind::boolean && node->text == "true";
}

}  // namespace

Overlay Overlay::at(std::string_view key) const {
  Overlay child{.unknown = is_true(unknown) ? unknown : member(unknown, key),
                .sensitive = is_true(sensitive) ? sensitive : member(sensitive, key),
                .expression = reference_list(expression) ? expression : member(expression, key),
                .resolver = resolver,
                .unset = unset,
                .reason = reason};
  const bool written = !expression || expression->kind != NodeKind::mapping || child.expression ||
                       member(expression, "constant_value") || member(expression, "references");
  child.unset = unset || (is_true(child.unknown) && !written);
  return child;
}

Overlay Overlay::at(std::size_t index) const {
  const auto item = [index](const Node* node) {
    return node && index < node->items.size() ? &node->items[index] : nullptr;
  };
  const bool same = reference_list(expression) || (expression && expression->kind == NodeKind::mapping);
  return {.unknown = is_true(unknown) ? unknown : item(unknown),
          .sensitive = is_true(sensitive) ? sensitive : item(sensitive),
          .expression = same ? expression : item(expression),
          .resolver = resolver,
          .unset = unset,
          .reason = reason};
}

}  // namespace roadworthy
