#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "comparison/canonical.h"
#include "comparison/meaning.h"

namespace roadworthy {

/// Writes defaults into one deployment and remembers which values it wrote.
class Defaults {
 public:
  explicit Defaults(FilledIn& filled) : filled_(filled) {}

  template <typename T>
  void fill(Value<T>& value, std::type_identity_t<T> otherwise) const {
    if (value.is_absent() && !value.filled_in) {
      value.state = ValueState::known;
      value.value = std::move(otherwise);
      filled_.insert(&value);
    }
  }

  template <typename T>
  void fill(List<Value<T>>& list, std::vector<T> otherwise) const {
    if (list.empty() && !list.is_unknown() && !list.filled_in) {
      for (T& item : otherwise) {
        list.items.push_back({.state = ValueState::known, .value = std::move(item), .where = list.where});
      }
      list.state = ValueState::known;
    }
  }

 private:
  FilledIn& filled_;
};

struct DefaultSetting {
  std::string_view path;
  std::string_view value;
};

/// Takes out settings that only spell their default out.
template <typename Rows>
void drop_defaults(std::vector<Setting>& settings, const Rows& rows) {
  std::erase_if(settings, [&](const Setting& setting) {
    return std::ranges::any_of(rows, [&](const DefaultSetting& row) {
      return setting.path == row.path && setting.value.is(std::string(row.value));
    });
  });
}

/// Takes out options of a driver that only spell their default out.
template <typename Rows>
void drop_defaults(List<NamedText>& options, const Rows& rows) {
  std::erase_if(options.items, [&](const NamedText& option) {
    return std::ranges::any_of(rows, [&](const DefaultSetting& row) {
      return option.name == row.path && option.value.is(std::string(row.value));
    });
  });
}

/// Empty words of a provider are no words: Terraform writes `""` where a program says nothing.
inline void drop_empty(Text& text) {
  if (text.is("")) {
    text.state = ValueState::absent;
  }
}

/// Terraform's providers keep `""`, 0 and false for what a configuration says nothing of: so does this, but inside the
/// JSON of ECS containers, which is kept as it was written.
void drop_zeros(Deployment& deployment);

void spell_task_out(Pod& pod, const Defaults& defaults);              ///< ECS.
void spell_container_group_out(Pod& pod, const Defaults& defaults);   ///< Azure.
void spell_docker_container_out(Pod& pod, const Defaults& defaults);  ///< Compose and docker run.
void spell_compose_project_out(Deployment& deployment, const Defaults& defaults);
void spell_cloud_resources_out(Deployment& deployment, const Defaults& defaults);

/// Ranges of as many host as container ports become single ports, as the platform publishes them.
void expand_port_ranges(List<PortMapping>& ports);

}  // namespace roadworthy
