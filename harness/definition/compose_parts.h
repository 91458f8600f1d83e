#pragma once

#include <algorithm>

#include "definition/compose.h"

namespace roadworthy::compose {

/// Entries of a list in all layers, later ones replacing earlier ones that `same` finds.
template <typename T, typename Read, typename Same>
List<T> merged(const Layers& layers, std::string_view key, Read&& read, Same&& same) {
  List<T> list;
  const Layers found = layers.at(key);
  list.where = found.present() ? found.top().where() : layers.top().where();
  list.state = found.present() ? ValueState::known : ValueState::absent;
  for (const Cursor& layer : found.all()) {
    for (const Cursor& item : layer.items()) {
      T entry = read(item);
      const auto old = std::ranges::find_if(list.items, [&](const T& other) { return same(other, entry); });
      if (old == list.items.end()) {
        list.items.push_back(std::move(entry));
      } else {
        *old = std::move(entry);
      }
    }
  }
  return list;
}

// Parts of a service. Each is absent where no layer has its key.

[[nodiscard]] List<Mount> read_mounts(const Layers& layers, const ComposeProject& project);
[[nodiscard]] List<ContainerDependency> read_dependencies(const Layers& layers);
/// `layers` are those of `healthcheck`.
[[nodiscard]] HealthCheck read_health_check(const Layers& layers);
/// `layers` are those of `logging`.
[[nodiscard]] LogConfiguration read_logging(const Layers& layers);
[[nodiscard]] List<SecretUse> read_secrets(const Layers& layers);
[[nodiscard]] List<NetworkAttachment> read_networks(const Layers& layers);
[[nodiscard]] List<UserLimit> read_limits(const Layers& layers);
/// `environment`, and what the files of `env_file` say beside it.
void read_environment(const Layers& layers, const ComposeProject& project, Container& container);
/// `cpus`, `mem_limit` and what `deploy` says.
void read_resources(const Layers& layers, Container& container);
void read_build(const Layers& layers, Container& container);

}  // namespace roadworthy::compose
