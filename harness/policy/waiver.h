#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/source_span.h"
#include "document/decoder.h"

namespace roadworthy {

using Day = std::chrono::year_month_day;

/// A failure that somebody has decided to live with until a day.
struct Waiver {
  std::string item;  ///< Checklist id.
  /// Pattern (`*` and `?`) of what it is about: a scenario's or definition's file or name, or the element that a
  /// finding is about. Empty: all.
  std::string only;
  std::string reason;  ///< Never empty.
  Day until{};         ///< Its last day, in UTC.
  SourceSpan where;
};

/// The first waiver of `item` whose pattern matches one of `subjects` and whose last day has not passed; else null.
[[nodiscard]] const Waiver* find_waiver(const std::vector<Waiver>& waivers, std::string_view item,
                                        const std::vector<std::string>& subjects, Day today);

/// Waivers whose last day has passed: they waive nothing any more, and a report says so.
[[nodiscard]] std::vector<const Waiver*> expired_waivers(const std::vector<Waiver>& waivers, Day today);

/// `waived until 2026-12-31: REASON`
[[nodiscard]] std::string describe(const Waiver& waiver);

/// Today in UTC.
[[nodiscard]] Day today();

/// `2026-12-31`, and nothing else.
[[nodiscard]] std::optional<Day> parse_day(std::string_view text);
[[nodiscard]] std::string to_text(Day day);

/// Reads `{ item, only, reason, until }`; all but `only` are required.
bool decode_value(const NodeView& node, Errors& errors, Waiver& value);

}  // namespace roadworthy
