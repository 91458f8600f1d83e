#pragma once

#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy {

/// Two ends of one TCP connection over 127.0.0.1.
struct LoopbackPair {
  UniqueFd ours;
  UniqueFd theirs;  ///< Does not block, and its connect(2) was begun without blocking, as `Stand::connect` promises.
};

/// TCP, and no pair of Unix sockets: libcurl 7.88 calls connect(2) once more on a socket that it is given.
[[nodiscard]] Result<LoopbackPair> make_loopback_pair();

}  // namespace roadworthy
