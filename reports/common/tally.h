#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/verdict.h"

namespace roadworthy::report {

[[nodiscard]] std::size_t count(const RunVerdict& run, Outcome outcome);      ///< Scenarios with that outcome.
[[nodiscard]] std::size_t count(const RunVerdict& run, ItemVerdict verdict);  ///< Items with that verdict.

/// What the checklist says of an item; empty when the run does not know.
[[nodiscard]] std::string_view statement_of(const RunVerdict& run, std::string_view item);

/// The scenarios whose verdict of the item is the same as the run's; of those there is none for `not shown` and
/// `planned`.
[[nodiscard]] std::vector<const ScenarioVerdict*> shown_by(const RunVerdict& run, const std::string& item);

/// An item that the run says nothing about.
struct NotShown {
  std::string item;
  bool required = false;  ///< The command line asked for it, so the run fails.
  std::string why;        ///< One sentence.
};

/// Every item that was not shown, planned ones left out; sorted by item, those that were required first.
[[nodiscard]] std::vector<NotShown> not_shown(const RunVerdict& run);

/// Why the scenario does not show an item that its file names.
[[nodiscard]] std::string why_not_shown(const ScenarioVerdict& scenario, std::string_view item);

}  // namespace roadworthy::report
