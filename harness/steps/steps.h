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
[[nodiscard]] Action parse_disconnect(Decoder& decode);
[[nodiscard]] Action parse_connect(Decoder& decode);
[[nodiscard]] Action parse_fault(Decoder& decode);
[[nodiscard]] Action parse_model(Decoder& decode);
[[nodiscard]] Action parse_etcd(Decoder& decode);
[[nodiscard]] Action parse_http_step(Decoder& decode);
[[nodiscard]] Action parse_load(Decoder& decode);
[[nodiscard]] Action parse_clock(Decoder& decode);
[[nodiscard]] Action parse_exec(Decoder& decode);
[[nodiscard]] Action parse_write(Decoder& decode);
[[nodiscard]] Action parse_append(Decoder& decode);
[[nodiscard]] Action parse_fill(Decoder& decode);
[[nodiscard]] Action parse_rotate(Decoder& decode);

}  // namespace roadworthy
