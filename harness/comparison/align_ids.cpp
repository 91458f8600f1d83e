#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "comparison/meaning.h"
#include "definition/fields.h"

namespace roadworthy {
namespace {

using Ids = std::unordered_map<std::string, std::string>;  ///< Of the new definition, to the old one's.

template <typename T>
std::string name_of(const T& element) {
  if constexpr (requires { element.name.value; }) {
    return element.name.is_known() ? element.name.value : "";
  } else {
    return "";
  }
}

/// Elements without a partner of their id find one by their name, or because they are the only ones left.
template <typename T>
void pair(const std::vector<T>& before, const std::vector<T>& after, Ids& ids) {
  std::unordered_set<std::string> known;
  std::ranges::for_each(before, [&](const T& element) { known.insert(element.id); });
  std::vector<const T*> added;
  std::unordered_set<std::string> kept;
  for (const T& element : after) {
    known.contains(element.id) ? static_cast<void>(kept.insert(element.id)) : added.push_back(&element);
  }
  std::multimap<std::string, const T*> removed;
  for (const T& element : before) {
    if (!kept.contains(element.id)) {
      removed.emplace(name_of(element), &element);
    }
  }
  for (const T*& element : added) {
    const std::string name = name_of(*element);
    if (!name.empty() && removed.count(name) == 1) {
      const auto found = removed.find(name);
      ids[element->id] = found->second->id;
      removed.erase(found);
      element = nullptr;
    }
  }
  std::erase(added, nullptr);
  if (before.size() == 1 && after.size() == 1 && added.size() == 1 && removed.size() == 1) {
    ids[added.front()->id] = removed.begin()->second->id;
  }
}

/// The ids of all elements.
struct IdCollector {
  std::unordered_set<std::string>& ids;

  template <typename T>
  void operator()(std::string_view /*name*/, const std::vector<T>& elements) const {
    if constexpr (requires(const T& element) { ids.insert(element.id); }) {
      for (const T& element : elements) {
        ids.insert(element.id);
      }
    }
  }
  template <typename Field>
  void operator()(std::string_view /*name*/, const Field& /*field*/) const {}
};

/// What says itself what it was called before.
void pair_moved(const Deployment& before, const Deployment& after, Ids& ids) {
  std::unordered_set<std::string> then;
  std::unordered_set<std::string> now;
  each_field(before, IdCollector{then});
  each_field(after, IdCollector{now});
  for (const auto& [id, old] : after.called_before) {
    if (then.contains(old) && !then.contains(id) && now.contains(id) && !now.contains(old)) {
      ids.emplace(id, old);
    }
  }
}

/// Replaces ids wherever they stand.
struct Renaming {
  const Ids& ids;

  void rename(std::string& id) const {
    if (const auto found = ids.find(id); found != ids.end()) {
      id = found->second;
    }
  }

  template <typename Field>
  void operator()(std::string_view /*name*/, Field& field) const {
    visit(field);
  }
  void visit(std::string& id) const { rename(id); }
  void visit(std::vector<std::string>& all) const {
    for (std::string& id : all) {
      rename(id);
    }
  }
  void visit(Reference& reference) const { visit(reference.ids); }
  template <typename T>
  void visit(List<T>& list) const {
    if constexpr (requires(T& item) { visit(item); }) {
      for (T& item : list.items) {
        visit(item);
      }
    }
  }
  template <typename T>
  void visit(std::vector<T>& list) const {
    for (T& item : list) {
      visit(item);
    }
  }
  template <typename T>
  void visit(std::optional<T>& field) const {
    if (field) {
      visit(*field);
    }
  }
  template <typename T>
  void visit(Value<T>& /*value*/) const {}
  void visit(NamedText& /*entry*/) const {}
  template <typename T>
    requires requires(T& element, const Renaming& renaming) { each_field(element, renaming); }
  void visit(T& element) const {
    each_field(element, *this);
  }
  template <typename T>
    requires(std::is_enum_v<T> || std::is_same_v<T, bool>)
  void visit(T& /*plain*/) const {}
};

}  // namespace

void align_ids(const Deployment& before, Deployment& after) {
  Ids ids;
  pair_moved(before, after, ids);
  if (!ids.empty()) {
    Renaming{ids}.visit(after);
    ids.clear();
  }
  pair(before.pods, after.pods, ids);
  pair(before.services, after.services, ids);
  pair(before.log_groups, after.log_groups, ids);
  pair(before.parameters, after.parameters, ids);
  pair(before.secrets, after.secrets, ids);
  pair(before.container_networks, after.container_networks, ids);
  pair(before.security_groups, after.security_groups, ids);
  pair(before.balancers, after.balancers, ids);
  pair(before.target_groups, after.target_groups, ids);
  pair(before.scaling_groups, after.scaling_groups, ids);
  pair(before.machines, after.machines, ids);
  pair(before.hosts, after.hosts, ids);
  if (!ids.empty()) {
    Renaming{ids}.visit(after);
  }
}

}  // namespace roadworthy
