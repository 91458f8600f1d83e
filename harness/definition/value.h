#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/source_span.h"

namespace roadworthy {

/// What a definition says about one value.
enum class ValueState {
  absent,   ///< It says nothing (or null). Importers fill in no defaults: what the platform then does is the rules'
            ///< knowledge.
  known,    ///< It says `value`.
  unknown,  ///< It says something that cannot be known from the file; never guessed.
};

/// Why a value is unknown.
struct UnknownValue {
  std::string reason;   ///< `known after apply`, `variable ${sidecar_image} has no value`, `the value is encrypted`
  std::string written;  ///< As the file has it (`${sidecar_image}`, `logs-${suffix}`); empty where it has nothing.
  /// Ids of the deployment's elements that the value is computed from, as far as the file tells. It does not make the
  /// value known, but it tells what it is connected with: a listener's unknown target group is that of this id.
  std::vector<std::string> refers_to;
};

/// One value of a definition, with its place. `where` is the value's own place when it is known or unknown; when it is
/// absent, the place of what it is absent from (a mapping, a `docker run` line), so that a finding can point there.
template <typename T>
struct Value {
  ValueState state = ValueState::absent;
  bool sensitive = false;  ///< Never print it: the definition says that it is a secret.
  bool filled_in = false;  ///< Only when absent: the provider will fill it in, and has not said with what.
  T value{};               ///< Only when known.
  std::shared_ptr<const UnknownValue> unknown;  ///< Only when unknown; never null then.
  SourceSpan where;

  [[nodiscard]] bool is_known() const { return state == ValueState::known; }
  [[nodiscard]] bool is_absent() const { return state == ValueState::absent; }
  [[nodiscard]] bool is_unknown() const { return state == ValueState::unknown; }
  /// Known, and equal to `expected`.
  [[nodiscard]] bool is(const T& expected) const { return is_known() && value == expected; }
  /// The value, or nullptr when it is not known.
  [[nodiscard]] const T* get() const { return is_known() ? &value : nullptr; }
  /// The platform's default is `otherwise`. Ask `is_unknown()` first: an unknown value must not pass for its default.
  [[nodiscard]] T value_or(const T& otherwise) const { return is_known() ? value : otherwise; }
  /// Why it is unknown; empty when it is not.
  [[nodiscard]] std::string_view reason() const {
    return unknown ? std::string_view(unknown->reason) : std::string_view();
  }
};

using Text = Value<std::string>;

/// A list of a definition. Ranges over its entries. It can be unknown as a whole, and each of its entries too. An
/// unknown list may hold some entries all the same, those that are known of it: what is in it is there, but what is not
/// in it may be; ask `is_unknown()` before concluding that something is missing.
template <typename T>
struct List {
  ValueState state = ValueState::absent;
  bool filled_in = false;  ///< As of a value.
  std::vector<T> items;
  std::shared_ptr<const UnknownValue> unknown;  ///< Only when unknown; never null then.
  SourceSpan where;

  [[nodiscard]] bool is_known() const { return state == ValueState::known; }
  [[nodiscard]] bool is_absent() const { return state == ValueState::absent; }
  [[nodiscard]] bool is_unknown() const { return state == ValueState::unknown; }
  [[nodiscard]] std::string_view reason() const {
    return unknown ? std::string_view(unknown->reason) : std::string_view();
  }
  [[nodiscard]] bool empty() const { return items.empty(); }
  [[nodiscard]] std::size_t size() const { return items.size(); }
  [[nodiscard]] auto begin() const { return items.begin(); }
  [[nodiscard]] auto end() const { return items.end(); }
  [[nodiscard]] const T& operator[](std::size_t index) const { return items[index]; }
};

/// An entry of a mapping whose keys the author chooses: environment variables, options, labels, tags.
struct NamedText {
  std::string name;
  SourceSpan name_where;
  Text value;  ///< Absent: the entry has a name and nothing else (Compose's `- HOME`, taken from the caller).
};

/// The last entry of that name, or nullptr. Names are compared as they are, byte for byte.
[[nodiscard]] const NamedText* find_named(const List<NamedText>& list, std::string_view name);

/// A value that names another element of the deployment: a target group's ARN, a volume's name, a security group's id.
/// An unknown list of references has one entry all the same, with the ids that the list is computed from.
struct Reference {
  Text text;  ///< As the definition has it; an ARN that exists only after apply is unknown.
  std::vector<std::string>
      ids;  ///< Ids of the elements that it names, resolved by the importer; empty: none of this deployment.

  [[nodiscard]] bool is_absent() const { return text.is_absent() && ids.empty(); }
  [[nodiscard]] bool is_known() const { return text.is_known() || !ids.empty(); }
  [[nodiscard]] bool names(std::string_view id) const;
};

/// A setting of the platform that no field speaks of. It is here so that comparisons see it.
struct Setting {
  std::string
      path;  ///< In the format's own words: `linuxParameters.initProcessEnabled`, `deploy.placement.constraints[0]`.
  Text value;
};

}  // namespace roadworthy
