#include "document/yaml_tags.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::string_view kCoreTags = "tag:yaml.org,2002:";

struct Tag {
  std::string_view name;
  NodeKind kind;
};

constexpr std::array kTags{
    Tag{"!!str", NodeKind::string},   Tag{"!!int", NodeKind::integer}, Tag{"!!float", NodeKind::real},
    Tag{"!!bool", NodeKind::boolean}, Tag{"!!null", NodeKind::null},   Tag{"!!seq", NodeKind::sequence},
    Tag{"!!map", NodeKind::mapping},
};

/// A tag as people write it.
std::string short_tag(const std::string& tag) {
  return tag.starts_with(kCoreTags) ? "!!" + tag.substr(kCoreTags.size()) : tag;
}

bool is_collection(NodeKind kind) {
  return kind == NodeKind::sequence || kind == NodeKind::mapping;
}

/// A whole number may be tagged as a decimal one, and any scalar as a text.
bool can_be(NodeKind kind, NodeKind tagged) {
  return kind == tagged || (tagged == NodeKind::string && !is_collection(kind)) ||
         (tagged == NodeKind::real && kind == NodeKind::integer);
}

}  // namespace

bool is_untagged(std::string_view tag) {
  return tag == "?";
}

TaggedKind resolve_tag(NodeKind untagged, const std::string& tag, std::string_view value) {
  if (is_untagged(tag)) {
    return {.kind = untagged};
  }
  if (tag == "!") {
    return {.kind = is_collection(untagged) ? untagged : NodeKind::string};
  }
  const std::string name = short_tag(tag);
  for (const Tag& known : kTags) {
    if (known.name != name) {
      continue;
    }
    if (can_be(untagged, known.kind)) {
      return {.kind = known.kind};
    }
    const std::string seen = is_collection(untagged) ? "this" : fmt::format("`{}`", value);
    return {.kind = untagged,
            .mistake = fmt::format("{} is not {}, as its tag {} says", seen, describe(known.kind), name)};
  }
  return {.kind = untagged,
          .mistake = fmt::format("unknown tag {}", name),
          .remedy =
              "tags are !!str, !!int, !!float, !!bool, !!null, !!seq and !!map; put a text that begins with `!` in "
              "quotes"};
}

std::uint8_t own_tag(const DocumentLimits& limits, const std::string& tag) {
  const auto found = std::ranges::find(limits.own_tags, tag);
  return found == limits.own_tags.end() ? 0 : static_cast<std::uint8_t>(found - limits.own_tags.begin() + 1);
}

}  // namespace roadworthy
