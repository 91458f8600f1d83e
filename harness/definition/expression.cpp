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

bool is_whole_reference(const Node& list, std::size_t index) {
  const std::string& text = list.items[index].text;
  return index == 0 ||
         !(list.items[index - 1].text.starts_with(text + ".") || list.items[index - 1].text.starts_with(text + "["));
}

}  // namespace roadworthy
