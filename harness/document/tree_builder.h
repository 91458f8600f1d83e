#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "document/node.h"
#include "document/source_text.h"

namespace roadworthy {

/// Makes a tree of the events of a YAML or JSON reader, and keeps its limits. Its functions return false when reading
/// must end; what is wrong is then in `errors`. A duplicate key is noted there too, but reading goes on.
class TreeBuilder {
 public:
  /// Anchors are numbers that count from 1.
  using Anchor = std::size_t;
  static constexpr Anchor kNoAnchor = 0;

  TreeBuilder(const SourceText& source, const DocumentLimits& limits, Errors& errors);

  /// Begins a list or a mapping. Its region is set by `end`.
  bool begin(NodeKind kind, std::size_t offset, Anchor anchor = kNoAnchor, std::uint8_t own_tag = 0);
  bool end(std::size_t offset);
  /// The key of the next value.
  void key(std::string text, const Region& region);
  /// Gives a value that is no part of the tree, such as a key, an anchor.
  bool remember(const Node& node, Anchor anchor);
  /// The next value is merged into the mapping (`<<`): it must be a mapping or a list of mappings.
  void merge_key(const Region& region);
  /// The next value, complete: a scalar.
  bool add(Node value, Anchor anchor = kNoAnchor);
  /// The next value is a copy of the one that was given this anchor; `place` is where the alias stands.
  bool add_alias(Anchor anchor, const Region& place);

  /// The value that was given this anchor; nullptr while it is not complete.
  [[nodiscard]] const Node* find(Anchor anchor) const;
  /// How many lists and mappings are open.
  [[nodiscard]] std::size_t depth() const { return open_.size(); }
  [[nodiscard]] bool in_mapping() const { return !open_.empty() && open_.back().node.kind == NodeKind::mapping; }
  /// The region of the last key of the mapping that is open.
  [[nodiscard]] const Region& key_region() const { return open_.back().key_region; }
  /// The whole tree, when all is closed.
  [[nodiscard]] Node take_root() { return std::move(root_); }

 private:
  struct Open {
    Node node;
    std::size_t offset = 0;
    Anchor anchor = kNoAnchor;
    std::string key;
    Region key_region;
    bool merges = false;  ///< The next value is merged.
    std::vector<Node> merged;
  };

  struct Anchored {
    Node node;
    std::size_t nodes = 0;
    std::size_t depth = 0;
  };

  bool count(std::size_t nodes, const Region& place);
  bool count_copies(std::size_t nodes, const Region& place);
  bool append(Node value);
  void merge(Open& into, Node value);
  void finish_mapping(Open& mapping);
  bool refuse(const Region& place, std::string message, std::string remedy = {});

  const SourceText& source_;
  const DocumentLimits& limits_;
  Errors& errors_;
  std::vector<Open> open_;
  std::map<Anchor, Anchored> anchored_;
  Node root_;
  std::size_t nodes_ = 0;
  std::size_t copies_ = 0;
};

}  // namespace roadworthy
