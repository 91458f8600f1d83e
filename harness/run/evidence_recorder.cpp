#include "run/evidence_recorder.h"

namespace roadworthy {
namespace {

constexpr std::size_t kChangesKept = 50;
constexpr std::size_t kLinesKept = 50;
constexpr std::size_t kLineBytes = 2000;
constexpr std::size_t kPictureBytes = 1u << 20;

}  // namespace

void EvidenceRecorder::add(const Observation& observation, TimePoint when) {
  const Duration at = when - scenario_start_;
  ++evidence_.looks;
  evidence_.body = observation.body;
  evidence_.picture = observation.picture.size() > kPictureBytes ? std::string() : observation.picture;
  auto& changes = evidence_.changes;
  if (!changes.empty() && changes.back().seen == observation.seen) {
    changes.back().until = at;
    ++changes.back().count;
    return;
  }
  if (changes.size() == kChangesKept) {
    changes.erase(changes.begin() + kChangesKept / 2);
    ++evidence_.changes_dropped;
  }
  changes.push_back({.at = at, .until = at, .count = 1, .seen = observation.seen});
}

Duration EvidenceRecorder::last_change() const {
  return evidence_.changes.empty() ? Duration{} : evidence_.changes.back().at;
}

void add_container_evidence(Evidence& evidence, Stand& stand, const std::vector<std::string>& containers) {
  for (const std::string& name : containers) {
    if (const auto state = stand.state(name)) {
      evidence.container_states[name] = describe(*state);
    }
    auto& tail = evidence.log_tails[name];
    for (const LogLine& line : stand.log(name, kLinesKept).lines) {
      tail.push_back(stand.topology().secrets.hide_beginning(line.text, kLineBytes));
    }
  }
}

}  // namespace roadworthy
