#include <type_traits>

#include "comparison/defaults.h"
#include "definition/fields.h"

namespace roadworthy {
namespace {

bool is_zero(const Text& value) {
  return value.is("") || value.is("0") || value.is("false");
}

struct ZeroDropper {
  bool group = false;  ///< Inside a container group, whose containers are blocks like others.

  template <typename Field>
  void operator()(std::string_view /*name*/, Field& field) const {
    visit(field);
  }
  void visit(Text& text) const { drop_empty(text); }
  void visit(std::vector<Setting>& settings) const {
    std::erase_if(settings, [](const Setting& setting) { return is_zero(setting.value); });
  }
  template <typename T>
  void visit(List<T>& list) const {
    // Entries of plain lists mean something even when they are empty.
    if constexpr (requires(T& item) { each_field(item, *this); }) {
      for (T& item : list.items) {
        visit(item);
      }
    }
  }
  template <typename T>
  void visit(std::vector<T>& list) const {
    if constexpr (!std::is_same_v<T, std::string>) {
      for (T& item : list) {
        visit(item);
      }
    }
  }
  template <typename T>
  void visit(std::optional<T>& field) const {
    if (field) {
      visit(*field);
    }
  }
  void visit(Reference& reference) const { drop_empty(reference.text); }
  void visit(Pod& pod) const {
    const bool ours = pod.kind == PodKind::container_group || pod.kind == PodKind::ecs_task;
    if (ours) {
      each_field(pod, ZeroDropper{.group = pod.kind == PodKind::container_group});
    }
  }
  void visit(Container& container) const {
    if (group) {
      each_field(container, *this);
    }
  }
  template <typename T>
    requires requires(T& element, const ZeroDropper& dropper) { each_field(element, dropper); }
  void visit(T& element) const {
    each_field(element, *this);
  }
  template <typename T>
  void visit(Value<T>& /*value*/) const {}
  void visit(NamedText& /*entry*/) const {}
  template <typename T>
    requires(std::is_enum_v<T> || std::is_same_v<T, bool> || std::is_same_v<T, std::string>)
  void visit(T& /*plain*/) const {}
};

}  // namespace

void drop_zeros(Deployment& deployment) {
  each_field(deployment, ZeroDropper{});
}

}  // namespace roadworthy
