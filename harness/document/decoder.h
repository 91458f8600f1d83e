#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/duration.h"
#include "document/node.h"

namespace roadworthy {

/// Decodes one mapping strictly. Every key that is asked for becomes an allowed one; `finish` refuses the others, with
/// the list of what is allowed and the nearest name ("did you mean"). Mistakes are collected in `errors`, with their
/// places; after one the value returned is the fallback or an empty one, so that decoding goes on and all mistakes are
/// found at once.
///
///   Decoder decode(node, errors, "a log check");
///   check.of = decode.required<std::string>("of");
///   check.newest = decode.optional<std::uint32_t>("newest").value_or(1000);
///   decode.finish();
class Decoder {
 public:
  /// `what` names the mapping in messages: "unknown key `statsu` in a http check". A node that is no mapping is a
  /// mistake.
  Decoder(NodeView node, Errors& errors, std::string what);

  [[nodiscard]] const NodeView& node() const { return node_; }
  [[nodiscard]] Errors& errors() { return errors_; }
  [[nodiscard]] bool has(std::string_view key) const;

  /// T: std::string, bool, std::int64_t, std::uint32_t, double, Duration, std::vector<T>, std::map<std::string, T>.
  /// std::string takes any scalar but null, as it is written; the others are strict about their kind.
  template <typename T>
  [[nodiscard]] T required(std::string_view key) {
    T value{};
    if (auto member = take(key)) {
      decode_value(*member, errors_, value);
    } else {
      missing(key);
    }
    return value;
  }

  template <typename T>
  [[nodiscard]] std::optional<T> optional(std::string_view key) {
    auto member = take(key);
    if (!member) {
      return std::nullopt;
    }
    T value{};
    if (!decode_value(*member, errors_, value)) {
      return std::nullopt;
    }
    return value;
  }

  /// The member's node as it is, its key now allowed.
  [[nodiscard]] std::optional<NodeView> take(std::string_view key);
  /// Allows a key that another decoder of the same mapping reads.
  void allow(std::string_view key);

  /// A mistake in the value of `key` (or of the whole mapping, when it has no such key).
  void fail(std::string_view key, std::string message, std::string remedy = {});
  void missing(std::string_view key);

  /// Refuses every key that nobody asked for. Call it once, last.
  void finish();

 private:
  NodeView node_;
  Errors& errors_;
  std::string what_;
  std::vector<std::string> allowed_;
};

/// Conversions of a single node; false (and an entry in `errors`) when it is of another kind or out of range.
bool decode_value(const NodeView& node, Errors& errors, std::string& value);
bool decode_value(const NodeView& node, Errors& errors, bool& value);
bool decode_value(const NodeView& node, Errors& errors, std::int64_t& value);
bool decode_value(const NodeView& node, Errors& errors, std::uint32_t& value);
bool decode_value(const NodeView& node, Errors& errors, double& value);
bool decode_value(const NodeView& node, Errors& errors, Duration& value);

template <typename T>
bool decode_value(const NodeView& node, Errors& errors, std::vector<T>& value);
template <typename T>
bool decode_value(const NodeView& node, Errors& errors, std::map<std::string, T>& value);

/// Records a mistake at a node.
void add_error(Errors& errors, const NodeView& node, std::string message, std::string remedy = {});

/// The candidate nearest to `word`, if it is near enough to be meant; else empty.
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string>& candidates);

/// ` (did you mean `x`?)`, or empty.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// A copy of the document in which every `${name}` of a scalar is replaced; `$${` stands for `${`. A scalar that is one
/// variable and nothing else takes the kind that its value reads as (so a quoted "${count}" can be a number).
/// Unknown variables are mistakes, with their place and the nearest name. A variable that is declared as `name(a, b)`
/// has parameters (document/parametrised.h) and is written `${name(x, y)}`.
[[nodiscard]] Document substitute(const Document& document, const std::map<std::string, std::string>& variables,
                                  Errors& errors);

// ---------------------------------------------------------------------------------------------------------------------

namespace detail {
[[nodiscard]] bool expect_kind(const NodeView& node, Errors& errors, NodeKind kind);
}

template <typename T>
bool decode_value(const NodeView& node, Errors& errors, std::vector<T>& value) {
  if (!detail::expect_kind(node, errors, NodeKind::sequence)) {
    return false;
  }
  bool good = true;
  for (const NodeView& item : node.items()) {
    T element{};
    good = decode_value(item, errors, element) && good;
    value.push_back(std::move(element));
  }
  return good;
}

template <typename T>
bool decode_value(const NodeView& node, Errors& errors, std::map<std::string, T>& value) {
  if (!detail::expect_kind(node, errors, NodeKind::mapping)) {
    return false;
  }
  bool good = true;
  for (const auto& [key, member] : node.members()) {
    T element{};
    good = decode_value(member, errors, element) && good;
    value.emplace(key, std::move(element));
  }
  return good;
}

}  // namespace roadworthy
