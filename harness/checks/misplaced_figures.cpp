#include "checks/misplaced_figures.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checks/json_values.h"

namespace roadworthy {
namespace {

using nlohmann::json;

constexpr std::uint64_t kDistinctive = 20;  ///< Smaller ones are equal by chance.

/// What became of one type's events.
struct Figures {
  std::uint64_t in = 0;
  std::uint64_t passed = 0;  ///< Left its filters.
  std::uint64_t sent = 0;
  std::uint64_t dropped = 0;
  bool delivered = true;  ///< All of what passed.

  [[nodiscard]] std::set<std::uint64_t> counts() const { return {in, passed, sent}; }
  /// All that a field of this type may rightly hold.
  [[nodiscard]] std::set<std::uint64_t> own() const { return {0, in, passed, sent, dropped, in + dropped}; }
};
using Types = std::map<std::string, Figures>;

/// The values of one field, by log type.
using Field = std::map<std::string, std::optional<std::uint64_t>>;  ///< Nothing: several values.

/// The fields that a document has under log types, by their places with `{}` for the type.
class Fields {
 public:
  explicit Fields(const Types& types) : types_(types) {}

  void read(const json& value, const std::string& place, const std::string& type) {
    if (value.is_object()) {
      read_members(value, place, type.empty() ? type_said_by(value) : type);
    } else if (value.is_array()) {
      read_elements(value, place, type);
    } else if (value.is_number() && !type.empty()) {
      read_number(value.get<double>(), place, type);
    }
  }

  [[nodiscard]] const std::map<std::string, Field>& by_place() const { return by_place_; }

 private:
  void read_members(const json& object, const std::string& place, const std::string& type) {
    for (const auto& [key, member] : object.items()) {
      const std::string named = type_named(key);
      read(member, place + (named.empty() ? "/" + key : "/{}"), named.empty() ? type : named);
    }
  }

  void read_elements(const json& list, const std::string& place, const std::string& type) {
    const bool rows = std::ranges::any_of(list, [](const json& item) { return item.is_structured(); });
    for (std::size_t at = 0; at < list.size(); ++at) {
      if (!rows) {
        read(list[at], fmt::format("{}/{}", place, at), type);
      } else if (type.empty()) {
        read(list[at], place + "/*", type);
      }
      // Rows within a type, such as its plugins, are not the same ones from type to type.
    }
  }

  void read_number(double number, const std::string& place, const std::string& type) {
    constexpr double kMost = 9e15;
    if (number < 0 || number > kMost || number != std::floor(number)) {
      return;
    }
    const auto value = static_cast<std::uint64_t>(number);
    const auto [found, is_first] = by_place_[place].try_emplace(type, value);
    if (!is_first && found->second != value) {
      found->second.reset();
    }
  }

  [[nodiscard]] std::string type_named(std::string_view name) const {
    const auto found =
        std::ranges::find_if(types_, [&](const auto& type) { return same_plain_name(type.first, name); });
    return found == types_.end() ? "" : found->first;
  }

  /// The one type that a member of the object says it is about.
  [[nodiscard]] std::string type_said_by(const json& object) const {
    std::set<std::string> said;
    for (const json& member : object) {
      if (member.is_string()) {
        said.insert(type_named(member.get_ref<const std::string&>()));
      }
    }
    said.erase("");
    return said.size() == 1 ? *said.begin() : "";
  }

  const Types& types_;
  std::map<std::string, Field> by_place_;
};

Types types_of(const json& reported) {
  Types types;
  for (const auto& [name, figures] : reported.at("log_types").items()) {
    const auto in = figures.at("in").get<std::uint64_t>();
    const auto dropped = figures.at("dropped").get<std::uint64_t>();
    const auto sent = figures.at("out").get<std::uint64_t>();
    types[name] = {.in = in,
                   .passed = in - dropped,
                   .sent = sent,
                   .dropped = dropped,
                   .delivered = figures.at("undelivered").get<std::uint64_t>() == 0};
  }
  return types;
}

/// Whether the field holds this figure under most of its types.
bool counts(const Field& field, const Types& types, std::uint64_t Figures::* figure) {
  constexpr std::size_t kFewest = 3;
  std::set<std::uint64_t> right;  // Different ones: what is the same everywhere tells nothing.
  for (const auto& [name, value] : field) {
    const std::uint64_t wanted = types.at(name).*figure;
    if (wanted >= kDistinctive && value == wanted) {
      right.insert(wanted);
    }
  }
  return right.size() >= kFewest && right.size() * 2 > field.size();
}

/// Rounding divides a shared output's events not quite as they were.
bool is_about(std::uint64_t value, std::uint64_t wanted) {
  const auto difference = value > wanted ? value - wanted : wanted - value;
  return difference <= 3 + wanted / 50;
}

/// Whose figures a number is, if not its own type's: ` what cmd has`, ` counted twice`; nothing where none tells.
std::string explained(std::uint64_t value, const std::string& own, const Types& types) {
  const auto mine = types.at(own).counts();
  const auto is_sum = [&](std::uint64_t part) {
    return part >= kDistinctive && value > part && mine.contains(value - part);
  };
  if (std::ranges::any_of(mine, is_sum)) {
    return "its own twice";
  }
  for (const auto& [name, figures] : types) {
    const auto theirs = figures.counts();
    if (name != own && value >= kDistinctive && theirs.contains(value)) {
      return fmt::format("that of {}", name);
    }
    if (name != own && std::ranges::any_of(theirs, is_sum)) {
      return fmt::format("that of {} added to its own", name);
    }
  }
  return "";
}

void judge(const std::string& place, const Field& field, const Types& types, std::uint64_t Figures::* figure,
           std::vector<Mismatch>& mismatches) {
  for (const auto& [name, value] : field) {
    const Figures& own = types.at(name);
    const std::uint64_t wanted = own.*figure;
    if (!value || !own.delivered || own.own().contains(*value) || is_about(*value, wanted)) {
      continue;
    }
    if (const std::string why = explained(*value, name, types); !why.empty()) {
      std::string there = place;
      if (const std::size_t at = there.find("{}"); at != std::string::npos) {
        there.replace(at, 2, name);
      }
      mismatches.push_back({fmt::format("{} of {} at {}, as of most types there", wanted, name, there),
                            fmt::format("{}: {}", *value, why)});
    }
  }
}

}  // namespace

std::vector<Mismatch> misplaced_figures(const json& body, const json& reported) {
  const Types types = types_of(reported);
  Fields fields(types);
  fields.read(body, "", "");
  std::vector<Mismatch> mismatches;
  for (const auto& [place, field] : fields.by_place()) {
    for (const auto figure : {&Figures::in, &Figures::passed, &Figures::sent}) {
      if (counts(field, types, figure)) {
        judge(place, field, types, figure, mismatches);
        break;
      }
    }
  }
  return mismatches;
}

}  // namespace roadworthy
