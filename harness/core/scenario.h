#pragma once

#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/check.h"
#include "core/topology.h"

namespace roadworthy {

/// A request that is repeated for as long as the scenario runs.
struct Watch {
  std::string name;
  Duration every{};
  Check check;
  SourceSpan where;
};

enum class Shape { now, eventually, consistently, never };

/// A check with its time shape.
struct ShapedCheck {
  Shape shape = Shape::now;
  Duration length{};  ///< `within` of eventually, `for` of consistently and never; zero for now.
  Duration every{};   ///< Between two looks.
  Check check;
  std::vector<NamedPlace> on;  ///< Narrows the containers whose exit ends the wait; empty: the check's own addresses.
};

/// The order in which a watch's samples change.
struct TransitionsCheck {
  std::string watch;
  std::string of;                  ///< `status`: the sample's word.
  std::vector<std::string> are;    ///< Runs of equal samples, in order. `none` is ignored unless it is named here.
  std::vector<std::string> never;  ///< Words that no sample may be.
};

/// Every sample of a watch so far fitted what the watch itself expects; samples without an answer do not count.
struct ThroughoutCheck {
  std::string watch;
};

struct Step {
  std::optional<std::string> item;  ///< Checklist item that the check shows.
  std::string text;                 ///< `eventually: GET http://edge:3000/api/health answers 200`
  SourceSpan where;
  std::variant<Action, ShapedCheck, TransitionsCheck, ThroughoutCheck> what;
  /// The step with `${captured.NAME}` replaced; absent where it names none. What stands in `what` until then serves
  /// for its names and places alone.
  std::function<std::expected<Step, Errors>(const Captures& captured)> resolve{};
};

struct Scenario {
  std::string name;
  std::string file;
  std::vector<std::string> labels;
  std::map<std::string, std::string> variables;  ///< As they were resolved.
  Topology topology;
  std::vector<Watch> watches;
  std::vector<Step> steps;
  SourceSpan where;
};

}  // namespace roadworthy
