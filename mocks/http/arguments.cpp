#include "mocks/http/arguments.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace roadworthy::mocks {

Arguments::Arguments(nlohmann::json object, std::string what) : object_(std::move(object)), what_(std::move(what)) {
  if (!object_.is_object()) {
    mistake(fmt::format("{} must be a JSON object", what_));
    object_ = nlohmann::json::object();
  }
}

bool Arguments::has(std::string_view name) const {
  return object_.contains(name);
}

const nlohmann::json* Arguments::take(std::string_view name) {
  known_.emplace_back(name);
  const auto found = object_.find(name);
  return found == object_.end() ? nullptr : &*found;
}

std::optional<std::string> Arguments::text(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_string()) {
    mistake(fmt::format("\"{}\" must be a text", name));
    return std::nullopt;
  }
  return value->get<std::string>();
}

std::optional<std::uint64_t> Arguments::whole(std::string_view name, std::uint64_t low, std::uint64_t high) {
  const auto* value = take(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_number_unsigned() || value->get<std::uint64_t>() < low || value->get<std::uint64_t>() > high) {
    mistake(fmt::format("\"{}\" must be a whole number from {} to {}", name, low, high));
    return std::nullopt;
  }
  return value->get<std::uint64_t>();
}

std::optional<double> Arguments::number(std::string_view name, double low, double high) {
  const auto* value = take(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_number() || value->get<double>() < low || value->get<double>() > high) {
    mistake(fmt::format("\"{}\" must be a number from {} to {}", name, low, high));
    return std::nullopt;
  }
  return value->get<double>();
}

std::optional<bool> Arguments::boolean(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_boolean()) {
    mistake(fmt::format("\"{}\" must be true or false", name));
    return std::nullopt;
  }
  return value->get<bool>();
}

std::optional<Duration> Arguments::duration(std::string_view name) {
  const auto written = text(name);
  if (!written) {
    return std::nullopt;
  }
  const auto parsed = parse_duration(*written);
  if (!parsed) {
    mistake(fmt::format("\"{}\": {}", name, parsed.error().message));
    return std::nullopt;
  }
  return *parsed;
}

std::optional<nlohmann::json> Arguments::value(std::string_view name) {
  const auto* value = take(name);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

void Arguments::mistake(std::string message) {
  if (!mistake_) {
    mistake_ = std::move(message);
  }
}

Result<void> Arguments::finish() const {
  if (mistake_) {
    return fail(ErrorKind::invalid_file, *mistake_);
  }
  for (const auto& [name, value] : object_.items()) {
    if (std::ranges::find(known_, name) == known_.end()) {
      return fail(ErrorKind::invalid_file,
                  fmt::format("{} has no field \"{}\"; it knows {}", what_, name, fmt::join(known_, ", ")));
    }
  }
  return {};
}

}  // namespace roadworthy::mocks
