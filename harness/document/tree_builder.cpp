#include "document/tree_builder.h"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "document/mistakes.h"

namespace roadworthy {
namespace {

struct Size {
  std::size_t nodes = 1;
  std::size_t depth = 0;
};

/// Trees are no deeper than the limit, so that this may be recursive.
Size measure(const Node& tree) {
  Size size;
  const auto include = [&](const Node& child) {
    const Size inner = measure(child);
    size.nodes += inner.nodes;
    size.depth = std::max(size.depth, inner.depth);
  };
  std::ranges::for_each(tree.items, include);
  std::ranges::for_each(tree.members, include, &Member::value);
  if (tree.kind == NodeKind::sequence || tree.kind == NodeKind::mapping) {
    ++size.depth;
  }
  return size;
}

}  // namespace

TreeBuilder::TreeBuilder(const SourceText& source, const DocumentLimits& limits, Errors& errors)
    : source_(source), limits_(limits), errors_(errors) {}

bool TreeBuilder::begin(NodeKind kind, std::size_t offset, Anchor anchor, std::uint8_t own_tag) {
  if (open_.size() >= limits_.depth) {
    return refuse(source_.region(offset, offset + 1),
                  fmt::format("lists and mappings are nested more than {} levels deep here", limits_.depth));
  }
  open_.push_back(Open{.node = Node{.kind = kind, .own_tag = own_tag}, .offset = offset, .anchor = anchor});
  return true;
}

bool TreeBuilder::end(std::size_t offset) {
  Open closed = std::move(open_.back());
  open_.pop_back();
  closed.node.region = source_.region(closed.offset, offset);
  if (closed.node.kind == NodeKind::mapping) {
    finish_mapping(closed);
  }
  return add(std::move(closed.node), closed.anchor);
}

void TreeBuilder::key(std::string text, const Region& region) {
  open_.back().key = std::move(text);
  open_.back().key_region = region;
}

bool TreeBuilder::remember(const Node& node, Anchor anchor) {
  const Size size = measure(node);
  if (!count_copies(size.nodes, node.region)) {
    return false;
  }
  anchored_[anchor] = Anchored{.node = node, .nodes = size.nodes, .depth = size.depth};
  return true;
}

void TreeBuilder::merge_key(const Region& region) {
  open_.back().key_region = region;
  open_.back().merges = true;
}

bool TreeBuilder::add(Node value, Anchor anchor) {
  return count(1, value.region) && (anchor == kNoAnchor || remember(value, anchor)) && append(std::move(value));
}

bool TreeBuilder::add_alias(Anchor anchor, const Region& place) {
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    return refuse(place, "an alias cannot stand inside the value that it names");
  }
  const Anchored& anchored = found->second;
  if (open_.size() + anchored.depth > limits_.depth) {
    return refuse(place,
                  fmt::format("lists and mappings are nested more than {} levels deep once this alias is followed",
                              limits_.depth));
  }
  return count_copies(anchored.nodes, place) && append(anchored.node);
}

const Node* TreeBuilder::find(Anchor anchor) const {
  const auto found = anchored_.find(anchor);
  return found == anchored_.end() ? nullptr : &found->second.node;
}

bool TreeBuilder::count(std::size_t nodes, const Region& place) {
  nodes_ += nodes;
  return nodes_ <= limits_.nodes || refuse(place, fmt::format("the file has more than {} values", limits_.nodes));
}

bool TreeBuilder::count_copies(std::size_t nodes, const Region& place) {
  copies_ += nodes;
  if (copies_ > limits_.copies) {
    return refuse(place, fmt::format("anchors and aliases up to here stand for more than {} values", limits_.copies));
  }
  return count(nodes, place);
}

bool TreeBuilder::append(Node value) {
  if (open_.empty()) {
    root_ = std::move(value);
    return true;
  }
  Open& into = open_.back();
  if (into.node.kind == NodeKind::sequence) {
    into.node.items.push_back(std::move(value));
  } else if (into.merges) {
    into.merges = false;
    merge(into, std::move(value));
  } else {
    into.node.members.push_back(
        Member{.key = std::move(into.key), .key_region = into.key_region, .value = std::move(value)});
  }
  return true;
}

void TreeBuilder::merge(Open& into, Node value) {
  const auto is_mapping = [](const Node& node) { return node.kind == NodeKind::mapping; };
  if (is_mapping(value)) {
    into.merged.push_back(std::move(value));
  } else if (value.kind == NodeKind::sequence && std::ranges::all_of(value.items, is_mapping)) {
    std::ranges::move(value.items, std::back_inserter(into.merged));
  } else {
    refuse(into.key_region, "`<<` merges a mapping or a list of mappings, and nothing else",
           "put the key in quotes if it is meant as a name");
  }
}

void TreeBuilder::finish_mapping(Open& mapping) {
  std::vector<Member>& members = mapping.node.members;
  note_duplicates(source_.file(), members, errors_);
  if (mapping.merged.empty()) {
    return;
  }
  std::set<std::string> keys;
  std::ranges::transform(members, std::inserter(keys, keys.end()), &Member::key);
  for (Node& merged : mapping.merged) {
    for (Member& member : merged.members) {
      if (keys.insert(member.key).second) {
        members.push_back(std::move(member));
      }
    }
  }
}

bool TreeBuilder::refuse(const Region& place, std::string message, std::string remedy) {
  note_mistake(errors_, source_.error(place, std::move(message), std::move(remedy)));
  return false;
}

}  // namespace roadworthy
