#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/common/run_verdict.h"

namespace roadworthy::report {

/// What the checklist says of an item; empty when the run does not know.
[[nodiscard]] std::string_view statement_of(const RunVerdict& run, std::string_view item);

/// Whether nothing in the run is about an item of it: it was not shown, and nobody required it.
[[nodiscard]] bool does_not_apply(const RunVerdict& run, const std::string& item);

/// The scenarios whose verdict of an item is the same as the run's.
struct ShownBy {
  static constexpr std::size_t kMostFiles = 50;

  std::vector<std::string> files;  ///< Of the first ones.
  std::size_t more = 0;            ///< How many there are besides.
};

/// An item that the run says nothing about.
struct NotShown {
  std::string item;
  bool required = false;  ///< The command line asked for it, so the run fails.
  std::string why;        ///< One sentence.
};

/// What is gathered over all scenarios of a run, in one pass: whoever writes a report must not look at them again for
/// each item.
struct Tally {
  std::map<Outcome, std::size_t> outcomes;  ///< Scenarios with each outcome.
  std::map<std::string, ShownBy> shown_by;  ///< By item; `not shown` and `planned` are shown by none.
  std::vector<NotShown> not_shown;          ///< Sorted by item, those that were required first; planned ones left out.

  [[nodiscard]] std::size_t count(Outcome outcome) const;
};

[[nodiscard]] Tally tally_of(const RunVerdict& run);

/// Why the scenario does not show an item that its file names.
[[nodiscard]] std::string why_not_shown(const ScenarioVerdict& scenario, std::string_view item);

}  // namespace roadworthy::report
