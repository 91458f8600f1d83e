#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/runtime.h"

namespace roadworthy {

/// One thing that a look found to be otherwise than expected.
struct Mismatch {
  std::string expected;  ///< `status 503`, `/reasons is not empty`
  std::string seen;      ///< `status 200`, `[]`
};

/// What one look of a check saw.
struct Observation {
  bool holds = false;
  bool answered = true;              ///< False where nothing came back from the subject.
  std::vector<Mismatch> mismatches;  ///< Every one of them; empty exactly when it holds.
  std::string sample;        ///< The short word for what was seen, such as `200`, `none` (no answer), `running`.
  std::string seen;          ///< One line: what was seen, for the list of changed attempts.
  std::string body;          ///< The last body or lines, cut to 4 KiB.
  std::string picture;       ///< What a browser showed, as PNG in base64; mostly empty.
  bool unavailable = false;  ///< Cannot be shown with this runtime or subject; `seen` says why.
};

/// A container or pod that a file names, and the place where it does.
struct NamedPlace {
  std::string name;
  SourceSpan where;
};

/// Looks once, and returns by `deadline`. How often, and for how long, is the business of the time shape around it.
/// An error means that the stand broke, not that the check failed.
struct Check {
  std::string kind;         ///< Row of the table in checks.cpp.
  std::string description;  ///< `GET http://edge:3000/api/health answers 200`
  std::string target;       ///< What it looks at: checks of equal targets see samples of the same thing.
  /// Containers and pods that the check depends on: a wait for it ends early when one of them exits by itself.
  std::vector<NamedPlace> addresses;
  std::vector<NamedPlace> volumes;  ///< Volumes of the topology that it reads.
  bool follows_events = false;      ///< Worth another look as soon as a state changes or a line is printed.
  std::function<Result<Observation>(Stand&, TimePoint deadline)> look;
};

/// Values that steps took out of answers, by name.
using Captures = std::map<std::string, std::string>;

/// A step that acts on the stand.
struct Action {
  std::string kind;                   ///< Row of the table in steps.cpp.
  std::string description;            ///< `kill logstash`
  std::vector<NamedPlace> addresses;  ///< Containers that it names.
  std::vector<NamedPlace> volumes{};  ///< Volumes of the topology that it names.
  /// Figures that its first address, a stand-in, is told to report: name and place, and the value as JSON.
  std::vector<std::pair<NamedPlace, std::string>> figures{};
  std::vector<std::string> captures{};  ///< Names of the values that it takes, for later steps.
  /// It asks a subject: an error of kind `no_answer` is then the deployment's failure, not the stand's.
  bool asks_subject = false;
  bool moves_clock = false;  ///< Of its address: that container must be made ready for it before it is started.
  bool names_pods = false;   ///< An address may be a pod.
  std::function<Result<void>(Stand&, TimePoint deadline)> run;
  /// Ends what `run` left running. Called once the steps are over and the stand has been interrupted.
  std::function<void()> finish{};
  std::shared_ptr<Captures> captured{};  ///< What the last `run` took; absent where it takes nothing.
};

}  // namespace roadworthy
