#include "checks/agreement.h"

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

Agreement agreement_of(const json& document, const json& other) {
  Numbers theirs;
  each_number(other, "", "",
              [&](const std::string&, const std::string& name, std::int64_t number) { theirs[name].insert(number); });
  Agreement agreement;
  each_number(document, "", "", [&](const std::string& pointer, const std::string& name, std::int64_t number) {
    const auto same_name = theirs.find(name);
    if (number < kDistinctive || same_name == theirs.end()) {
      return;
    }
    if (same_name->second.contains(number)) {
      ++agreement.shared;
    } else if (agreement.contradictions.size() < kContradictions) {
      agreement.contradictions.push_back(
          fmt::format("{} is {}, and `{}` there is {}", pointer, number, name, *same_name->second.begin()));
    }
  });
  return agreement;
}

json unchanged(const json& before, const json& after) {
  if (before.is_object() && after.is_object()) {
    json same = json::object();
    for (const auto& [key, value] : before.items()) {
      if (const auto found = after.find(key); found != after.end()) {
        same[key] = unchanged(value, *found);
      }
    }
    return same;
  }
  if (before.is_array() && after.is_array() && before.size() == after.size()) {
    json same = json::array();
    for (std::size_t at = 0; at < before.size(); ++at) {
      same.push_back(unchanged(before[at], after[at]));
    }
    return same;
  }
  return before == after ? before : json();
}

}  // namespace roadworthy
