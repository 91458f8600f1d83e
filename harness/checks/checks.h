#pragma once

#include <span>

#include "core/kinds.h"
#include "document/decoder.h"

namespace roadworthy {

/// Every check that a scenario can name.
[[nodiscard]] std::span<const CheckKind> check_kinds();

[[nodiscard]] Check parse_http_check(Decoder& decode);
[[nodiscard]] Check parse_archive_check(Decoder& decode);
[[nodiscard]] Check parse_browser_check(Decoder& decode);
[[nodiscard]] Check parse_secrets_check(Decoder& decode);
[[nodiscard]] Check parse_log_check(Decoder& decode);
[[nodiscard]] Check parse_container_check(Decoder& decode);
[[nodiscard]] Check parse_etcd_check(Decoder& decode);

}  // namespace roadworthy
