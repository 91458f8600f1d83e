#include "checks/event_rates.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 4> kRate{"rate", "rates", "eps", "persec"};
constexpr std::array<std::string_view, 6> kSecond{"s", "sec", "secs", "second", "seconds", "minute"};
constexpr std::array<std::string_view, 16> kEvents{
    "in",      "out",      "filtered", "event",   "events",    "input",     "inputs",  "output",
    "outputs", "received", "sent",     "emitted", "delivered", "processed", "ingress", "egress"};
/// What else may have a rate or be called one, what is set and not measured, and what is no rate for all its name.
constexpr std::array<std::string_view, 34> kOther{
    "byte",    "bytes", "kb",       "mb",        "kib",    "mib",           "heap",    "mem",      "memory",
    "gc",      "cpu",   "ms",       "millis",    "micros", "nanos",         "time",    "duration", "interval",
    "window",  "at",    "ts",       "timestamp", "since",  "poll",          "sample",  "refresh",  "max",
    "maximum", "limit", "capacity", "peak",      "config", "configuration", "settings"};

template <std::size_t N>
bool has(const Words& words, const std::array<std::string_view, N>& wanted) {
  return std::ranges::any_of(words,
                             [&](const std::string& word) { return std::ranges::find(wanted, word) != wanted.end(); });
}

/// `eventsPerSecond`, `in_per_second` by their words, appended.
void split(std::string_view name, Words& words) {
  bool begins = true;
  bool after_lower = false;
  for (const char c : name) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) == 0) {
      begins = true;
      after_lower = false;
      continue;
    }
    if (begins || (after_lower && std::isupper(letter) != 0)) {
      words.emplace_back();
      begins = false;
    }
    after_lower = std::islower(letter) != 0;
    words.back() += static_cast<char>(std::tolower(letter));
  }
}

bool names_event_rate(const Words& words) {
  bool rate = has(words, kRate);
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    rate = rate || (words[at] == "per" && std::ranges::find(kSecond, words[at + 1]) != kSecond.end());
  }
  const bool events = has(words, kEvents) || std::ranges::find(words, "eps") != words.end();
  return rate && events && !has(words, kOther);
}

std::optional<std::string> find(const json& value, const std::string& place, const Words& words, double most) {
  if (value.is_number()) {
    const bool too_much = value.get<double>() > most && names_event_rate(words);
    return too_much ? std::optional(fmt::format("{} is {}", place, value.dump())) : std::nullopt;
  }
  if (value.is_array()) {
    for (std::size_t at = 0; at < value.size(); ++at) {
      if (auto found = find(value[at], fmt::format("{}/{}", place, at), words, most)) {
        return found;
      }
    }
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      Words longer = words;
      split(key, longer);
      if (auto found = find(member, place + "/" + key, longer, most)) {
        return found;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> event_rate_above(const json& document, double most) {
  return find(document, "", {}, most);
}

}  // namespace roadworthy
