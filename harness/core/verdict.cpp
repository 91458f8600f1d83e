#include "core/verdict.h"

namespace roadworthy {

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::failed:
      return "failed";
    case Outcome::errored:
      return "errored";
    case Outcome::skipped:
      return "skipped";
    case Outcome::flaky:
      return "flaky";
  }
  return "unknown";
}

std::string_view to_text(ItemVerdict verdict) {
  switch (verdict) {
    case ItemVerdict::holds:
      return "holds";
    case ItemVerdict::fails:
      return "fails";
    case ItemVerdict::cannot_tell:
      return "cannot tell";
    case ItemVerdict::not_shown:
      return "not shown";
    case ItemVerdict::planned:
      return "planned";
    case ItemVerdict::waived:
      return "waived";
  }
  return "unknown";
}

std::string_view to_text(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::passed:
      return "passed";
    case StepOutcome::failed:
      return "failed";
    case StepOutcome::errored:
      return "errored";
    case StepOutcome::not_shown:
      return "not shown";
    case StepOutcome::not_reached:
      return "not reached";
  }
  return "unknown";
}

}  // namespace roadworthy
