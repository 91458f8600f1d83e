#include "policy/waiver.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/pattern.h"

namespace roadworthy {

const Waiver* find_waiver(const std::vector<Waiver>& waivers, std::string_view item,
                          const std::vector<std::string>& subjects, Day today) {
  const auto found = std::ranges::find_if(waivers, [&](const Waiver& waiver) {
    return waiver.item == item && waiver.until >= today &&
           (waiver.only.empty() || std::ranges::any_of(subjects, [&](const std::string& subject) {
              return matches_pattern(waiver.only, subject);
            }));
  });
  return found == waivers.end() ? nullptr : &*found;
}

std::vector<const Waiver*> expired_waivers(const std::vector<Waiver>& waivers, Day today) {
  std::vector<const Waiver*> expired;
  for (const Waiver& waiver : waivers) {
    if (waiver.until < today) {
      expired.push_back(&waiver);
    }
  }
  return expired;
}

std::string describe(const Waiver& waiver) {
  return fmt::format("waived until {}: {}", to_text(waiver.until), waiver.reason);
}

Day today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

std::optional<Day> parse_day(std::string_view text) {
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  int digits[8];
  std::size_t count = 0;
  for (std::size_t at = 0; shaped && at < text.size(); ++at) {
    if (at == 4 || at == 7) {
      continue;
    }
    if (text[at] < '0' || text[at] > '9') {
      return std::nullopt;
    }
    digits[count++] = text[at] - '0';
  }
  if (!shaped) {
    return std::nullopt;
  }
  const Day day{std::chrono::year(digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]),
                std::chrono::month(static_cast<unsigned>(digits[4] * 10 + digits[5])),
                std::chrono::day(static_cast<unsigned>(digits[6] * 10 + digits[7]))};
  return day.ok() ? std::optional(day) : std::nullopt;
}

std::string to_text(Day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

bool decode_value(const NodeView& node, Errors& errors, Waiver& value) {
  const std::size_t before = errors.size();
  Decoder decode(node, errors, "a waiver");
  value.where = node.span();
  value.item = decode.required<std::string>("item");
  value.only = decode.optional<std::string>("only").value_or("");
  value.reason = decode.required<std::string>("reason");
  if (decode.has("reason") && value.reason.find_first_not_of(" \t\n") == std::string::npos) {
    decode.fail("reason", "a waiver without a reason", "say why the deployment may be without it");
  }
  for (const auto& [key, text] : {std::pair("item", &value.item), std::pair("only", &value.only)}) {
    if (decode.has(key) && text->empty()) {
      decode.fail(key, "an empty text stands for nothing", "leave `only` out where all is meant");
    }
  }
  const auto until = decode.required<std::string>("until");
  if (const auto day = parse_day(until)) {
    value.until = *day;
  } else if (decode.has("until")) {
    decode.fail("until", fmt::format("`{}` is no day", until), "write it as 2026-12-31");
  }
  decode.finish();
  return errors.size() == before;
}

}  // namespace roadworthy
