#pragma once

#include <string>
#include <string_view>

#include "core/runtime.h"

namespace roadworthy {

/// A container whose wall clock a step moves, by libfaketime (its manual page documents the variables). It works for
/// programs that ask the C library of a glibc system for the time and are started with the library in reach; not for
/// static programs (most of Go's), on other C libraries, or in images without the library. The monotonic clock goes on
/// as it was: timers are not moved.

/// Gives a container what it needs for that; before it is started.
void make_clock_movable(ContainerSpec& container, std::string_view stand_name);

/// The file that the library reads its offset from, `+90000` in seconds.
[[nodiscard]] VolumeFile clock_file(std::string_view stand_name);

}  // namespace roadworthy
