#include "core/join_item.h"

#include <algorithm>

namespace roadworthy {
namespace {

/// 0 of what `order` does not name.
std::size_t rank(ItemVerdict verdict, std::span<const ItemVerdict> order) {
  const auto found = std::ranges::find(order, verdict);
  return found == order.end() ? 0 : static_cast<std::size_t>(found - order.begin()) + 1;
}

}  // namespace

void join_item(std::map<std::string, ItemVerdict>& items, std::string_view item, ItemVerdict verdict,
               std::span<const ItemVerdict> order) {
  const auto [entry, fresh] = items.emplace(item, verdict);
  if (!fresh && rank(verdict, order) > rank(entry->second, order)) {
    entry->second = verdict;
  }
}

}  // namespace roadworthy
