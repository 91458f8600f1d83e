#include "core/duration.h"

#include <array>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace roadworthy {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

/// Largest first: a sequence goes down this table. `m` is another word for `min`.
constexpr std::array kUnits{
    Unit{"d", 86'400'000'000'000}, Unit{"h", 3'600'000'000'000}, Unit{"min", 60'000'000'000}, Unit{"m", 60'000'000'000},
    Unit{"s", 1'000'000'000},      Unit{"ms", 1'000'000},        Unit{"us", 1'000},
};

constexpr std::int64_t kLongest = std::chrono::nanoseconds(std::chrono::years(10)).count();
constexpr std::string_view kUnitsRemedy = "units are us, ms, s, min, h and d, as in 250ms, 45s or 1min30s";

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

/// Removes and returns the longest prefix whose characters all satisfy `belongs`.
template <typename Belongs>
std::string_view take_while(std::string_view& text, Belongs belongs) {
  std::size_t length = 0;
  while (length < text.size() && belongs(text[length])) {
    ++length;
  }
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) {
      return &unit;
    }
  }
  return nullptr;
}

std::string quote(std::string_view text) {
  return text.size() > 40 ? fmt::format("`{}...`", printable(text.substr(0, 40)))
                          : fmt::format("`{}`", printable(text));
}

std::unexpected<Error> refuse(std::string_view text, std::string_view why, std::string_view remedy) {
  return fail(ErrorKind::invalid_file, fmt::format("{} is not a duration such as 45s{}", quote(text), why),
              std::string(remedy));
}

std::unexpected<Error> refuse_length(std::string_view text) {
  return fail(ErrorKind::invalid_file, fmt::format("{} is longer than 10 years", quote(text)));
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  if (text.starts_with('-')) {
    return fail(ErrorKind::invalid_file, fmt::format("{} is negative, which a duration cannot be", quote(text)));
  }
  std::int64_t total = 0;
  std::int64_t last_unit = INT64_MAX;
  std::string_view rest = text;
  do {
    const std::string_view whole = take_while(rest, is_digit);
    if (whole.empty()) {
      return refuse(text, "", kUnitsRemedy);
    }
    std::string_view fraction;
    if (rest.starts_with('.')) {
      rest.remove_prefix(1);
      fraction = take_while(rest, is_digit);
      if (fraction.empty()) {
        return refuse(text, "", kUnitsRemedy);
      }
    }
    const std::string_view name = take_while(rest, [](char character) { return !is_digit(character); });
    if (name.empty()) {
      return refuse(text, "", "add a unit (ms, s, min, h)");
    }
    const Unit* unit = find_unit(name);
    if (unit == nullptr) {
      return refuse(text, fmt::format(": {} is no unit", quote(name)), kUnitsRemedy);
    }
    if (unit->nanoseconds >= last_unit) {
      return refuse(text, ": its units must go from large to small", kUnitsRemedy);
    }
    last_unit = unit->nanoseconds;

    std::int64_t count = 0;
    for (const char digit : whole) {
      count = count * 10 + (digit - '0');
      if (count > kLongest / unit->nanoseconds) {
        return refuse_length(text);
      }
    }
    total += count * unit->nanoseconds;
    // Every unit is a small number times a power of ten, so this is exact; digits below a nanosecond are dropped.
    std::int64_t place = unit->nanoseconds;
    for (const char digit : fraction) {
      place /= 10;
      total += place * (digit - '0');
    }
    if (total > kLongest) {
      return refuse_length(text);
    }
  } while (!rest.empty());
  return Duration(total);
}

std::string to_text(Duration duration) {
  if (duration < Duration::zero()) {
    // The most negative value has no positive counterpart.
    return "-" + to_text(duration == Duration::min() ? Duration::max() : -duration);
  }
  if (duration == Duration::zero()) {
    return "0s";
  }
  if (duration < std::chrono::milliseconds(1)) {
    return fmt::format("{}us", std::chrono::ceil<std::chrono::microseconds>(duration).count());
  }
  std::int64_t milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  if (duration % std::chrono::milliseconds(1) >= std::chrono::microseconds(500)) {
    ++milliseconds;
  }
  if (milliseconds < 1000) {
    return fmt::format("{}ms", milliseconds);
  }
  std::string result;
  for (const auto& [name, length] : {Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"min", 60'000}}) {
    if (milliseconds >= length) {
      result += fmt::format("{}{}", milliseconds / length, name);
      milliseconds %= length;
    }
  }
  if (milliseconds > 0) {
    result += fmt::format("{}s", static_cast<double>(milliseconds) / 1000);
  }
  return result;
}

double seconds(Duration duration) {
  return std::round(std::chrono::duration<double, std::milli>(duration).count()) / 1000;
}

}  // namespace roadworthy
