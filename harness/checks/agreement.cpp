#include "checks/agreement.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

using nlohmann::json;
using Numbers = std::map<std::string, std::set<std::int64_t>>;  ///< By the name that they stand under.

constexpr std::int64_t kDistinctive = 100;  ///< Smaller ones are equal by chance.
constexpr std::size_t kContradictions = 20;

/// Calls `tell(pointer, name, number)` for every whole number. Elements of a list have the list's name.
template <typename Tell>
void each_number(const json& value, const std::string& pointer, const std::string& name, const Tell& tell) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      each_number(member, pointer + "/" + key, key, tell);
    }
  } else if (value.is_array()) {
    for (std::size_t at = 0; at < value.size(); ++at) {
      each_number(value[at], fmt::format("{}/{}", pointer, at), name, tell);
    }
  } else if (value.is_number_integer()) {
    tell(pointer, name, value.get<std::int64_t>());
  }
}

}  // namespace

Agreement agreement_of(const json& before, const json& after, const json& document) {
  Numbers there;
  each_number(document, "", "",
              [&](const std::string&, const std::string& name, std::int64_t number) { there[name].insert(number); });
  std::map<std::string, std::int64_t> later;
  each_number(after, "", "",
              [&](const std::string& pointer, const std::string&, std::int64_t number) { later[pointer] = number; });
  Agreement agreement;
  each_number(before, "", "", [&](const std::string& pointer, const std::string& name, std::int64_t number) {
    const auto same_name = there.find(name);
    const auto same_place = later.find(pointer);
    if (same_name == there.end() || same_place == later.end()) {
      return;
    }
    const auto [least, most] = std::minmax(number, same_place->second);
    if (most < kDistinctive) {
      return;
    }
    const auto between = same_name->second.lower_bound(least);
    if (between != same_name->second.end() && *between <= most) {
      ++agreement.shared;
    } else if (agreement.contradictions.size() < kContradictions) {
      agreement.contradictions.push_back(
          fmt::format("{} is {}, and `{}` in the member is {}", pointer, number, name, *same_name->second.begin()));
    }
  });
  return agreement;
}

}  // namespace roadworthy
