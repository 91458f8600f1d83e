#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/duration.h"
#include "core/error.h"

namespace roadworthy::mocks {

/// Takes the fields of one JSON object, and refuses what nobody took. The first mistake is kept; every getter then
/// returns its fallback, so that a caller reads all fields and asks `finish` once.
class Arguments {
 public:
  /// `what` names the object in messages: `command fault`, `fault`.
  Arguments(nlohmann::json object, std::string what);

  [[nodiscard]] bool has(std::string_view name) const;

  [[nodiscard]] std::optional<std::string> text(std::string_view name);
  /// A whole number from `low` to `high`.
  [[nodiscard]] std::optional<std::uint64_t> whole(std::string_view name, std::uint64_t low, std::uint64_t high);
  /// A finite number from `low` to `high`.
  [[nodiscard]] std::optional<double> number(std::string_view name, double low, double high);
  [[nodiscard]] std::optional<bool> boolean(std::string_view name);
  /// A text such as `500ms`, see `parse_duration`.
  [[nodiscard]] std::optional<Duration> duration(std::string_view name);
  /// Any value, as it is.
  [[nodiscard]] std::optional<nlohmann::json> value(std::string_view name);

  /// Notes a mistake that the caller found.
  void mistake(std::string message);

  /// `invalid_file` with the first mistake, or with a field that nobody took.
  [[nodiscard]] Result<void> finish() const;

 private:
  const nlohmann::json* take(std::string_view name);

  nlohmann::json object_;
  std::string what_;
  std::vector<std::string> known_;
  std::optional<std::string> mistake_;
};

}  // namespace roadworthy::mocks
