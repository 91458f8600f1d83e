#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/duration.h"
#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy {

/// Connects to a numeric address through a socket that `open` gives for the address's family and that does not block.
/// Errors: those of `open`; `no_answer` with the reason in words; `interrupted` once `interruption` (a descriptor, -1
/// for none) is readable.
[[nodiscard]] Result<UniqueFd> connect_tcp(const std::function<Result<UniqueFd>(int family)>& open,
                                           const std::string& address, std::uint16_t port, TimePoint deadline,
                                           int interruption);

/// What errno says of a connection that did not come about, in the words of `connect_tcp`.
[[nodiscard]] std::unexpected<Error> refused(int error_number);

}  // namespace roadworthy
