#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/duration.h"
#include "core/error.h"

namespace roadworthy {

/// Of a scenario. `failed`: the deployment is wrong. `errored`: the stand or its environment broke.
enum class Outcome { passed, failed, errored, skipped, flaky };

/// Of a checklist item.
enum class ItemVerdict { holds, fails, cannot_tell, not_shown, planned, waived };

[[nodiscard]] std::string_view to_text(Outcome outcome);  ///< `passed`, ...
[[nodiscard]] std::string_view to_text(
    ItemVerdict verdict);  ///< `holds`, `fails`, `cannot tell`, `not shown`, `planned`, `waived`

/// A place in a file, as reports print it.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string excerpt;  ///< The line and its caret; may be empty.

  bool operator==(const Place&) const = default;
};

/// A look that saw something other than the one before it. Times count from the scenario's start.
struct Attempt {
  Duration at{};            ///< When it was first seen.
  Duration until{};         ///< When it was last seen.
  std::uint64_t count = 1;  ///< Equal looks in a row.
  std::string seen;

  bool operator==(const Attempt&) const = default;
};

/// What a check saw, bounded: at most 50 changes, 4 KiB of body, 50 lines a container.
struct Evidence {
  std::uint64_t looks = 0;
  std::vector<Attempt> changes;
  std::uint64_t changes_dropped = 0;
  std::string body;
  std::string picture;                                        ///< PNG in base64, at most 1 MiB of it; mostly empty.
  std::map<std::string, std::string> figures;                 ///< `longest gap`: `104ms`, `flaps`: `0`
  std::map<std::string, std::string> container_states;        ///< By stand name.
  std::map<std::string, std::vector<std::string>> log_tails;  ///< By stand name.

  bool operator==(const Evidence&) const = default;
};

struct ExpectedSeen {
  std::string expected;
  std::string seen;

  bool operator==(const ExpectedSeen&) const = default;
};

enum class StepOutcome { passed, failed, errored, not_shown, not_reached };

[[nodiscard]] std::string_view to_text(StepOutcome outcome);  ///< `passed`, ..., `not shown`, `not reached`

struct StepVerdict {
  std::string text;
  std::optional<std::string> item;
  bool is_check = false;
  Place place;
  StepOutcome outcome = StepOutcome::not_reached;
  std::string reason;                    ///< Why it failed, errored or was not shown, in one sentence.
  std::vector<ExpectedSeen> mismatches;  ///< All of the last look's.
  Duration started{};                    ///< From the scenario's start.
  Duration took{};
  Duration failing_since{};  ///< When the last look's state began; only when failed.
  std::string rule;          ///< Of a step that a rule over definitions made: its id.
  std::string remedy;        ///< What to do about a finding; may be empty.
  bool warning = false;      ///< A finding that is worth a word and no failure by itself.
  Evidence evidence;

  bool operator==(const StepVerdict&) const = default;
};

struct ScenarioVerdict {
  std::string name;
  std::string file;
  std::vector<std::string> labels;
  Outcome outcome = Outcome::errored;
  std::string reason;  ///< Of errored and skipped.
  std::string remedy;
  std::map<std::string, ItemVerdict> items;  ///< Every item that its file names.
  std::map<std::string, std::string>
      waivers;  ///< Of items that fail: what the project has decided, also what has expired.
  std::vector<StepVerdict> steps;
  Duration wall{};     ///< From the worker's start to the end of its tear-down.
  Duration written{};  ///< Durations that the file says must pass (`for:` of consistently and never).
  Duration awaited{};  ///< Spent in waits for the subject.
  std::uint32_t tries = 1;
  std::map<std::string, std::string> subjects;  ///< Name to what was put in its place.
  std::string rerun;                            ///< Command that runs just this scenario again.
  std::vector<std::string> left_behind;
  bool cut_short = false;  ///< An interrupt, or the end of the run's time, ended it.

  bool operator==(const ScenarioVerdict&) const = default;
};

/// Durations become seconds, rounded to the millisecond; names and units are told in reports/json/README.md.
/// What a worker sends its parent, and what the JSON report holds.
void to_json(nlohmann::json& node, const ScenarioVerdict& verdict);

/// Reads what `to_json` wrote. Throws nlohmann::json::exception when a field is missing or of the wrong type.
void from_json(const nlohmann::json& node, ScenarioVerdict& verdict);

/// JSON text of a value whose strings may hold any bytes: invalid UTF-8 becomes U+FFFD instead of an exception.
/// On one line without `indent`.
[[nodiscard]] std::string dump(const nlohmann::json& node, int indent = -1);

/// Reads one line of a worker's pipe. An error (`internal`) when it is not what `dump` made of a ScenarioVerdict.
[[nodiscard]] Result<ScenarioVerdict> parse_scenario_verdict(std::string_view text);

}  // namespace roadworthy
