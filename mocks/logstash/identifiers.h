#pragma once

#include <string>
#include <string_view>

namespace roadworthy::mocks {

/// A random UUID (version 4).
[[nodiscard]] std::string random_uuid();

/// 64 hex digits that depend on `text` alone; looks like a SHA-256 and is none.
[[nodiscard]] std::string digest_of(std::string_view text);

}  // namespace roadworthy::mocks
