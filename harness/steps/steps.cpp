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
    ActionKind{"disconnect", "take a container's pod off the stand's network", &parse_disconnect},
    ActionKind{"connect", "put it back", &parse_connect},
    ActionKind{"fault", "make a stand-in misbehave", &parse_fault},
    ActionKind{"model", "set figures that a stand-in reports", &parse_model},
    ActionKind{"etcd", "put, delete, compact in an etcd, real or not; its users", &parse_etcd},
    ActionKind{"http", "a request; values of its answer can be kept for later steps", &parse_http_step},
    ActionKind{"load", "requests at a rate, while the steps go on", &parse_load},
    ActionKind{"clock", "set a container's wall clock ahead or behind", &parse_clock},
    ActionKind{"exec", "run a program inside a container", &parse_exec},
    ActionKind{"write", "give a file in a volume another content, in place", &parse_write},
    ActionKind{"append", "add to a file in a volume", &parse_append},
    ActionKind{"fill", "add numbered lines to a file in a volume", &parse_fill},
    ActionKind{"rotate", "rename a file and make a new one, or copy it and empty it", &parse_rotate},
};

}  // namespace

std::span<const ActionKind> action_kinds() {
  return kActions;
}

}  // namespace roadworthy
