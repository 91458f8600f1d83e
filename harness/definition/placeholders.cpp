#include "definition/placeholders.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <re2/re2.h>

namespace roadworthy {
namespace {

constexpr std::array<std::string_view, 11> kKeys{"image",
                                                 "cpu",
                                                 "memory",
                                                 "memoryReservation",
                                                 "containerPort",
                                                 "hostPort",
                                                 "executionRoleArn",
                                                 "awslogs-group",
                                                 "awslogs-region",
                                                 "awslogs-stream-prefix",
                                                 "taskRoleArn"};

/// Keys of names: `__NAME__` is one that ECS takes.
constexpr std::array<std::string_view, 3> kNames{"family", "name", "containerName"};

/// The first placeholder in a text; empty without one.
std::string placeholder_in(std::string_view text) {
  static const RE2 pattern(
      R"((__[A-Za-z][A-Za-z0-9_]*?__|<[^<>]+>|\{\{[^{}]+\}\}|%[A-Za-z][A-Za-z0-9_]*%)"
      R"(|#\{[^{}]+\}#?|#[A-Z][A-Z0-9_]*#|@[A-Za-z][A-Za-z0-9_]*@|\$[A-Za-z_][A-Za-z0-9_]*|\$\([A-Za-z_][A-Za-z0-9_]*\)))");
  std::string found;
  RE2::PartialMatch(text, pattern, &found);
  return found;
}

}  // namespace

void mark_placeholders(const Node& node, Source& source) {
  for (const Node& item : node.items) {
    mark_placeholders(item, source);
  }
  for (const Member& entry : node.members) {
    const bool is_name = std::ranges::find(kNames, entry.key) != kNames.end();
    const bool may_have_one =
        entry.value.kind == NodeKind::string && (is_name || std::ranges::find(kKeys, entry.key) != kKeys.end());
    const std::string placeholder = may_have_one ? placeholder_in(entry.value.text) : "";
    if (!placeholder.empty() && !(is_name && placeholder.starts_with("__"))) {
      source.unknown_nodes.emplace(&entry.value, fmt::format("`{}` is a placeholder", placeholder));
    }
    mark_placeholders(entry.value, source);
  }
}

}  // namespace roadworthy
