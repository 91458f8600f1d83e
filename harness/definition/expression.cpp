#include "definition/expression.h"

#include "definition/raw_node.h"

namespace roadworthy {

const Node* reference_list(const Node* expression) {
  const Node* list =
      expression && expression->kind == NodeKind::mapping ? member(expression, "references") : expression;
  const bool texts =
      list && list->kind == NodeKind::sequence && !list->items.empty() && list->items.front().kind == NodeKind::string;
  return texts ? list : nullptr;
}

}  // namespace roadworthy
