#include "mocks/etcd/interval_tree.h"

#include <compare>
#include <utility>

namespace roadworthy::mocks::etcd {
namespace {

constexpr int kNone = -1;

/// No bound at all lies behind every other one.
std::strong_ordering order(const std::string& one, const std::string& other) {
  if (one.empty() || other.empty()) {
    return one.empty() <=> other.empty();
  }
  return one <=> other;
}

enum class Place { before, at, behind };

/// Where `one` lies, seen from `other`. Asked in this order of spans that end before they begin, too.
Place place(const Span& one, const Span& other) {
  if (order(one.begin, other.begin) < 0 && order(one.end, other.begin) <= 0) {
    return Place::before;
  }
  return order(one.begin, other.end) >= 0 ? Place::behind : Place::at;
}

}  // namespace

void IntervalTree::insert(const Span& span) {
  int parent = kNone;
  Side side = left;
  for (int at = root_; at != kNone; at = nodes_[at].child[side]) {
    parent = at;
    side = order(span.begin, nodes_[at].span.begin) < 0 ? left : right;
  }
  const int node = static_cast<int>(nodes_.size());
  nodes_.push_back({.span = span, .last = span.end, .parent = parent, .child = {kNone, kNone}});
  (parent == kNone ? root_ : nodes_[parent].child[side]) = node;
  for (int at = parent; at != kNone; at = nodes_[at].parent) {
    measure(at);
  }
  balance(node);
}

IntervalTree::Side IntervalTree::side_of(int node) const {
  return nodes_[nodes_[node].parent].child[left] == node ? left : right;
}

void IntervalTree::measure(int node) {
  nodes_[node].last = nodes_[node].span.end;
  for (const int child : nodes_[node].child) {
    if (child != kNone && order(nodes_[child].last, nodes_[node].last) > 0) {
      nodes_[node].last = nodes_[child].last;
    }
  }
}

/// Moves `node` down to `side`, and its child of the other side into its place.
void IntervalTree::rotate(int node, Side side) {
  const Side other = side == left ? right : left;
  const int up = nodes_[node].child[other];
  const int parent = nodes_[node].parent;
  const int moved = nodes_[up].child[side];
  (parent == kNone ? root_ : nodes_[parent].child[side_of(node)]) = up;
  nodes_[up].parent = parent;
  nodes_[node].child[other] = moved;
  if (moved != kNone) {
    nodes_[moved].parent = node;
  }
  nodes_[up].child[side] = node;
  nodes_[node].parent = up;
  measure(node);
  measure(up);
}

/// No red node has a red parent, from the new leaf `node` upwards.
void IntervalTree::balance(int node) {
  while (nodes_[node].parent != kNone && nodes_[nodes_[node].parent].red) {
    int parent = nodes_[node].parent;
    const int grandparent = nodes_[parent].parent;
    const Side side = side_of(parent);
    const Side other = side == left ? right : left;
    const int uncle = nodes_[grandparent].child[other];
    nodes_[grandparent].red = true;
    if (uncle != kNone && nodes_[uncle].red) {
      nodes_[parent].red = nodes_[uncle].red = false;
      node = grandparent;
      continue;
    }
    if (side_of(node) == other) {
      rotate(parent, side);
      std::swap(node, parent);
    }
    nodes_[parent].red = false;
    rotate(grandparent, other);
  }
  nodes_[root_].red = false;
}

bool IntervalTree::touches(const Span& wanted) const {
  int at = root_;
  while (at != kNone && place(wanted, nodes_[at].span) != Place::at) {
    const int lower = nodes_[at].child[left];
    at = lower != kNone && order(nodes_[lower].last, wanted.begin) > 0 ? lower : nodes_[at].child[right];
  }
  return at != kNone;
}

/// Shows `see` the spans that touch `wanted`, in their order, until it answers false.
template <typename See>
bool IntervalTree::visit(int node, const Span& wanted, const See& see) const {
  if (node == kNone) {
    return true;
  }
  const auto& [span, last, parent, child, red] = nodes_[node];
  switch (place(wanted, span)) {
    case Place::before:
      return visit(child[left], wanted, see);
    case Place::behind:
      return place({span.begin, last}, wanted) != Place::at ||
             (visit(child[left], wanted, see) && visit(child[right], wanted, see));
    default:
      return visit(child[left], wanted, see) && see(span) && visit(child[right], wanted, see);
  }
}

bool IntervalTree::covers(const Span& wanted) const {
  const Span* first = nullptr;
  std::string end;
  const bool whole = visit(root_, wanted, [&](const Span& span) {
    if (first == nullptr) {
      first = &span;
      end = span.end;
    }
    if (order(end, span.begin) < 0 && first != &span) {
      return false;
    }
    if (order(span.end, end) > 0) {
      end = span.end;
    }
    return true;
  });
  return whole && first != nullptr && order(end, wanted.end) >= 0 && order(first->begin, wanted.begin) <= 0;
}

}  // namespace roadworthy::mocks::etcd
