#include "checks/times.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>
#include <re2/re2.h>

namespace roadworthy {
namespace {

using nlohmann::json;
using namespace std::chrono;

/// Words that the name of a point in time ends in.
constexpr std::array kTimeWords{"time", "timestamp", "ts", "at", "date", "when", "t", "timestampms"};

/// `collectedAt`, `sample_time`, `ts`; not `uptime` and not `duration_in_millis`.
bool names_a_time(const std::string& key) {
  std::string last;
  for (std::size_t at = 0; at < key.size(); ++at) {
    const auto c = static_cast<unsigned char>(key[at]);
    const bool begins = std::isalnum(c) == 0 ||
                        (std::isupper(c) != 0 && at > 0 && std::islower(static_cast<unsigned char>(key[at - 1])) != 0);
    if (begins) {
      last.clear();
    }
    if (std::isalnum(c) != 0) {
      last += static_cast<char>(std::tolower(c));
    }
  }
  return std::ranges::find(kTimeWords, last) != kTimeWords.end();
}

/// A few digits, or nothing, as a number.
int whole(const std::string& digits) {
  return digits.empty() ? 0 : std::stoi(digits);
}

std::optional<WallTime> read_text(const std::string& text) {
  static const RE2 kInstant(
      R"((\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(?:[Zz]|([-+])(\d\d):?(\d\d))?)");
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  std::string second;  // Empty where the text has none, as are those that follow.
  std::string fraction;
  std::string sign;
  std::string zone_hours;
  std::string zone_minutes;
  if (!RE2::FullMatch(text, kInstant, &year, &month, &day, &hour, &minute, &second, &fraction, &sign, &zone_hours,
                      &zone_minutes)) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok()) {
    return std::nullopt;
  }
  const auto zone = hours(whole(zone_hours)) + minutes(whole(zone_minutes));
  const auto local = sys_days(date) + hours(hour) + minutes(minute) + std::chrono::seconds(whole(second)) +
                     milliseconds(whole((fraction + "000").substr(0, 3)));
  return WallTime(sign == "-" ? local + zone : local - zone);
}

/// Milliseconds from a number that no count of seconds reaches within thousands of years.
WallTime read_number(double number) {
  const double millis = std::abs(number) < 1e11 ? number * 1000 : number;
  return WallTime(milliseconds(static_cast<std::int64_t>(std::clamp(millis, -4e15, 4e15))));
}

/// From 2001 to 2100.
bool looks_like_a_time(double number) {
  return (number >= 1e9 && number <= 4.1e9) || (number >= 1e12 && number <= 4.1e12);
}

void find(const json& value, bool named, std::vector<WallTime>& times) {
  if (value.is_string()) {
    if (const auto time = read_text(value.get_ref<const std::string&>())) {
      times.push_back(*time);
    }
  } else if (value.is_number() && named) {
    times.push_back(read_number(value.get<double>()));
  } else if (value.is_array()) {
    // A list such as [time, value].
    const bool pair = value.size() >= 2 &&
                      std::ranges::all_of(value, [](const json& item) { return !item.is_structured(); }) &&
                      value.front().is_number() && looks_like_a_time(value.front().get<double>());
    for (std::size_t at = 0; at < value.size(); ++at) {
      find(value[at], named || (pair && at == 0), times);
    }
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      find(member, names_a_time(key), times);
    }
  }
}

}  // namespace

std::vector<WallTime> times_in(const json& document) {
  std::vector<WallTime> times;
  find(document, false, times);
  return times;
}

}  // namespace roadworthy
