#pragma once

#include <optional>
#include <string>

namespace roadworthy {

/// The file name of `attachment; filename="x.tar.gz"` (RFC 6266), `filename*` with its escapes undone before
/// `filename`. Nothing when it is no attachment or names no file.
[[nodiscard]] std::optional<std::string> attachment_name(const std::string& content_disposition);

}  // namespace roadworthy
