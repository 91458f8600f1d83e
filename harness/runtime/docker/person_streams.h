#pragma once

#include <functional>

#include <sys/ioctl.h>

#include "core/error.h"
#include "runtime/docker/engine_client.h"

namespace roadworthy {

/// Whether a person sits at both ends of this process's standard streams.
[[nodiscard]] bool is_at_terminal();

/// Connects this process's standard streams with those of a container until it closes its own, or this process is told
/// to end. With `terminal` its streams are one terminal (no frames), ours is raw meanwhile and gets its mode back, and
/// `resize` is told of its size at first and whenever that changes. Only from a process with a single thread besides
/// those of `streams`.
[[nodiscard]] Result<void> connect_person(EngineStreams& streams, bool terminal,
                                          const std::function<void(const winsize&)>& resize);

}  // namespace roadworthy
