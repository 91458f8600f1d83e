#include "document/node.h"

#include <algorithm>

#include <fmt/format.h>

namespace roadworthy {
namespace {

/// A key as a token of a JSON Pointer (RFC 6901, section 4).
std::string pointer_token(std::string_view key) {
  std::string token = "/";
  for (const char character : key) {
    if (character == '~') {
      token += "~0";
    } else if (character == '/') {
      token += "~1";
    } else {
      token += character;
    }
  }
  return token;
}

const Member* find_member(const Node& node, std::string_view key) {
  const auto member = std::ranges::find(node.members, key, &Member::key);
  return member == node.members.end() ? nullptr : &*member;
}

SourceSpan make_span(const Document& document, const Region& region, std::string pointer) {
  return {.file = document.file,
          .line = region.line,
          .column = region.column,
          .end_line = region.end_line,
          .end_column = region.end_column,
          .pointer = std::move(pointer)};
}

}  // namespace

std::string_view describe(NodeKind kind) {
  switch (kind) {
    case NodeKind::null:
      return "nothing";
    case NodeKind::boolean:
      return "a boolean";
    case NodeKind::integer:
      return "a whole number";
    case NodeKind::real:
      return "a decimal number";
    case NodeKind::string:
      return "a text";
    case NodeKind::sequence:
      return "a list";
    case NodeKind::mapping:
      return "a mapping";
  }
  return "a value";
}

SourceSpan NodeView::span() const {
  return make_span(*document_, node_->region, pointer_);
}

std::optional<NodeView> NodeView::find(std::string_view key) const {
  const Member* found = find_member(*node_, key);
  return found == nullptr ? std::nullopt : std::optional(member(*found));
}

SourceSpan NodeView::key_span(std::string_view key) const {
  const Member* found = find_member(*node_, key);
  return found == nullptr ? span() : make_span(*document_, found->key_region, pointer_ + pointer_token(key));
}

std::vector<NodeView> NodeView::items() const {
  std::vector<NodeView> views;
  views.reserve(node_->items.size());
  for (std::size_t index = 0; index < node_->items.size(); ++index) {
    views.push_back(NodeView(*document_, node_->items[index], fmt::format("{}/{}", pointer_, index),
                             fmt::format("item {} of {}", index + 1, name_)));
  }
  return views;
}

std::vector<std::pair<std::string, NodeView>> NodeView::members() const {
  std::vector<std::pair<std::string, NodeView>> views;
  views.reserve(node_->members.size());
  for (const Member& each : node_->members) {
    views.emplace_back(each.key, member(each));
  }
  return views;
}

NodeView NodeView::member(const Member& member) const {
  return NodeView(*document_, member.value, pointer_ + pointer_token(member.key), fmt::format("`{}`", member.key));
}

}  // namespace roadworthy
