#include "checks/json_values.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

using nlohmann::json;

/// Whether `fits` holds of any scalar. Documents are no deeper than parse_bounded_json lets them be.
template <typename Fits>
bool any_scalar(const json& document, const Fits& fits) {
  if (document.is_structured()) {
    return std::ranges::any_of(document, [&](const json& item) { return any_scalar(item, fits); });
  }
  return fits(document);
}

std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return text;
}

void find_parts(const json& document, const std::string& name, std::vector<const json*>& parts) {
  if (document.is_array()) {
    std::ranges::for_each(document, [&](const json& item) { find_parts(item, name, parts); });
  }
  if (!document.is_object()) {
    return;
  }
  bool says = false;
  for (const auto& [key, value] : document.items()) {
    if (plain(key) == name) {
      parts.push_back(&value);
    }
    says = says || (value.is_string() && plain(value.get_ref<const std::string&>()) == name);
    find_parts(value, name, parts);
  }
  if (says) {
    parts.push_back(&document);
  }
}

/// Figures are rounded for people to two digits behind the point.
bool same_number(double wanted, double seen) {
  return wanted == seen || (wanted != std::floor(wanted) && std::abs(wanted - seen) <= 0.005 + 1e-9);
}

}  // namespace

bool holds_value(const json& document, const json& value) {
  if (value.is_number()) {
    const auto wanted = value.get<double>();
    return any_scalar(document, [&](const json& scalar) {
      if (scalar.is_string()) {
        return scalar.get_ref<const std::string&>() == value.dump();
      }
      return scalar.is_number() && same_number(wanted, scalar.get<double>());
    });
  }
  if (value.is_string()) {
    const auto& wanted = value.get_ref<const std::string&>();
    return any_scalar(document, [&](const json& scalar) {
      return scalar.is_string() && scalar.get_ref<const std::string&>().find(wanted) != std::string::npos;
    });
  }
  return any_scalar(document, [&](const json& scalar) { return scalar == value; });
}

bool holds_number(const json& document, double lowest, double highest) {
  return any_scalar(document, [&](const json& scalar) {
    return scalar.is_number() && scalar.get<double>() >= lowest && scalar.get<double>() <= highest;
  });
}

bool same_plain_name(std::string_view one, std::string_view other) {
  return plain(one) == plain(other);
}

bool holds_text(const json& document, std::string_view text) {
  return any_scalar(
      document, [&](const json& scalar) { return scalar.is_string() && scalar.get_ref<const std::string&>() == text; });
}

std::vector<const json*> parts_named(const json& document, std::string_view name) {
  std::vector<const json*> parts;
  find_parts(document, plain(name), parts);
  return parts;
}

}  // namespace roadworthy
