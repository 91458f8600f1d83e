#include "definition/places.h"

#include <optional>

#include "definition/fields.h"

namespace roadworthy {
namespace {

/// Goes through an element's fields with the place of the nearest element around them.
struct PlaceFiller {
  const SourceSpan& around;

  template <typename Field>
  void operator()(std::string_view /*name*/, Field& field) const {
    fill(field);
  }

  template <typename T>
  void fill(Value<T>& value) const {
    if (!value.where.file) {
      value.where = around;
    }
  }
  template <typename T>
  void fill(List<T>& list) const {
    if (!list.where.file) {
      list.where = around;
    }
    for (T& item : list.items) {
      fill(item);
    }
  }
  template <typename T>
  void fill(std::vector<T>& list) const {
    for (T& item : list) {
      fill(item);
    }
  }
  template <typename T>
  void fill(std::optional<T>& field) const {
    if (field) {
      fill(*field);
    }
  }
  void fill(Reference& reference) const { fill(reference.text); }
  void fill(NamedText& entry) const { fill(entry.value); }

  template <typename T>
    requires requires(T& element, const PlaceFiller& filler) { each_field(element, filler); }
  void fill(T& element) const {
    if constexpr (requires { element.where; }) {
      if (!element.where.file) {
        element.where = around;
      }
      each_field(element, PlaceFiller{element.where});
    } else {
      each_field(element, *this);
    }
  }

  // Names, kinds and flags have no place of their own.
  template <typename T>
    requires(std::is_enum_v<T> || std::is_same_v<T, bool> || std::is_same_v<T, std::string>)
  void fill(T& /*plain*/) const {}
};

}  // namespace

void fill_places(Deployment& deployment) {
  PlaceFiller{deployment.where}.fill(deployment);
}

}  // namespace roadworthy
