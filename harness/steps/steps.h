#pragma once

#include <span>

#include "core/kinds.h"
#include "document/decoder.h"

namespace roadworthy {

/// Every action that a scenario can name.
[[nodiscard]] std::span<const ActionKind> action_kinds();

[[nodiscard]] Action parse_start(Decoder& decode);
[[nodiscard]] Action parse_stop(Decoder& decode);
[[nodiscard]] Action parse_kill(Decoder& decode);
[[nodiscard]] Action parse_pause(Decoder& decode);
[[nodiscard]] Action parse_resume(Decoder& decode);
[[nodiscard]] Action parse_restart(Decoder& decode);
[[nodiscard]] Action parse_fault(Decoder& decode);
[[nodiscard]] Action parse_model(Decoder& decode);
[[nodiscard]] Action parse_etcd(Decoder& decode);

}  // namespace roadworthy
