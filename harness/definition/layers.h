#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "definition/cursor.h"

namespace roadworthy {

/// One part of a Compose model as several places write it: what it extends, and the files that are merged. Lowest
/// first: later layers win. Reading marks every layer, the overridden ones too. Merging follows the Compose
/// specification's "Merge and override".
class Layers {
 public:
  Layers() = default;
  explicit Layers(std::vector<Cursor> layers) : layers_(std::move(layers)) {}

  [[nodiscard]] bool present() const { return !layers_.empty(); }
  [[nodiscard]] const std::vector<Cursor>& all() const& { return layers_; }
  [[nodiscard]] std::vector<Cursor> all() && { return std::move(layers_); }
  /// The winning layer; call it only when present.
  [[nodiscard]] const Cursor& top() const { return layers_.back(); }
  void add(Cursor layer) { layers_.push_back(std::move(layer)); }
  void prepend(const Layers& lower) { layers_.insert(layers_.begin(), lower.layers_.begin(), lower.layers_.end()); }

  /// The layers that have the key, other than null; `!reset` and `!override` end what is below them.
  [[nodiscard]] Layers at(std::string_view key) const;
  /// The winning value of a key; what it overrides is marked as read.
  [[nodiscard]] Cursor last(std::string_view key) const;
  /// Keys of all layers, each once, in the order of their first appearance.
  [[nodiscard]] std::vector<std::string> keys() const;

  [[nodiscard]] Text text(std::string_view key) const { return last(key).text(); }
  [[nodiscard]] Value<bool> boolean(std::string_view key) const { return last(key).boolean(); }
  [[nodiscard]] Value<std::int64_t> integer(std::string_view key) const { return last(key).integer(); }
  [[nodiscard]] Value<double> number(std::string_view key) const { return last(key).number(); }

  /// A list, or a single value in its place: the layers' entries behind one another, equal ones once.
  [[nodiscard]] List<Text> texts(std::string_view key) const;
  /// A mapping, or a list of `NAME=value` and `NAME`: a later entry replaces an earlier one of the same name.
  /// `separators` are the characters that may stand for `=`.
  [[nodiscard]] List<NamedText> named(std::string_view key, std::string_view separators = "=") const;
  /// Everything below a key that no field speaks of; later layers replace earlier settings of the same path.
  void further(std::string_view key, std::vector<Setting>& settings) const;

 private:
  std::vector<Cursor> layers_;
};

/// Its tag `!reset` takes the value back that lower layers give.
[[nodiscard]] bool is_reset(const Cursor& at);

/// Reads a mapping, or a list of `NAME=value`, of one layer.
[[nodiscard]] std::vector<NamedText> named_entries(const Cursor& at, std::string_view separators);

}  // namespace roadworthy
