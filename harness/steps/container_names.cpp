#include "steps/container_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace roadworthy {

std::vector<NamedPlace> take_containers(Decoder& decode, std::string_view key) {
  std::vector<NamedPlace> containers;
  const auto add = [&](const NodeView& node) {
    std::string name;
    if (decode_value(node, decode.errors(), name)) {
      containers.push_back({std::move(name), node.span()});
    }
  };
  const auto node = decode.take(key);
  if (!node) {
    decode.missing(key);
  } else if (node->is(NodeKind::sequence)) {
    for (const NodeView& item : node->items()) {
      add(item);
    }
    if (containers.empty() && node->items().empty()) {
      decode.fail(key, fmt::format("`{}` names no container", key));
    }
  } else if (node->is(NodeKind::null)) {
    decode.fail(key, fmt::format("`{}` names no container", key));
  } else {
    add(*node);
  }
  return containers;
}

std::vector<std::string> names_of(const std::vector<NamedPlace>& places) {
  std::vector<std::string> names;
  for (const NamedPlace& place : places) {
    names.push_back(place.name);
  }
  return names;
}

Action for_each_container(std::string kind, std::vector<NamedPlace> containers,
                          std::function<Result<void>(Stand&, const std::string&, TimePoint)> act) {
  const auto names = names_of(containers);
  return Action{.kind = kind,
                .description = fmt::format("{} {}", kind, fmt::join(names, ", ")),
                .addresses = std::move(containers),
                .run = [names, act = std::move(act)](Stand& stand, TimePoint deadline) -> Result<void> {
                  for (const std::string& name : names) {
                    if (auto done = act(stand, name, deadline); !done) {
                      return done;
                    }
                  }
                  return {};
                }};
}

}  // namespace roadworthy
