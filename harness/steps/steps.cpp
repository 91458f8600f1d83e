#include "steps/steps.h"

#include <array>

namespace roadworthy {
namespace {

/// A new action is a row here and a file beside this one.
constexpr std::array kActions{
    ActionKind{"start", "start containers, all of them at once", &parse_start},
    ActionKind{"stop", "SIGTERM, and SIGKILL after the grace period", &parse_stop},
    ActionKind{"kill", "send a signal, SIGKILL unless another is named", &parse_kill},
    ActionKind{"pause", "freeze every process of a container", &parse_pause},
    ActionKind{"resume", "let a paused container go on", &parse_resume},
    ActionKind{"restart", "stop, then start again", &parse_restart},
    ActionKind{"fault", "make a stand-in misbehave", &parse_fault},
    ActionKind{"model", "set figures that a stand-in reports", &parse_model},
    ActionKind{"etcd", "put, delete, compact in an etcd, real or not; its users", &parse_etcd},
};

}  // namespace

std::span<const ActionKind> action_kinds() {
  return kActions;
}

}  // namespace roadworthy
