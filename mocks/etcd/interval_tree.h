#pragma once

#include <array>
#include <string>
#include <vector>

namespace roadworthy::mocks::etcd {

/// Half open; an empty bound is the end of all keys. One that ends before it begins is allowed, since clients send it.
struct Span {
  std::string begin;
  std::string end;
};

/// Spans in a red-black tree by where they begin, as etcd keeps permissions. What it says of proper spans needs no
/// tree; of others it depends on the tree's shape, so that the shape is etcd's: an equal beginning goes to the right,
/// and a tree is balanced from below after each insertion.
class IntervalTree {
 public:
  void insert(const Span& span);
  /// Whether a span shares a key with `wanted`.
  [[nodiscard]] bool touches(const Span& wanted) const;
  /// Whether the spans have all keys of `wanted` without a gap.
  [[nodiscard]] bool covers(const Span& wanted) const;

 private:
  enum Side { left, right };
  struct Node {
    Span span;
    std::string last;  ///< The greatest end in the subtree.
    int parent;
    std::array<int, 2> child;
    bool red = true;
  };

  [[nodiscard]] Side side_of(int node) const;
  void rotate(int node, Side side);
  void balance(int node);
  void measure(int node);
  template <typename See>
  bool visit(int node, const Span& wanted, const See& see) const;

  std::vector<Node> nodes_;
  int root_ = -1;
};

}  // namespace roadworthy::mocks::etcd
