#pragma once

#include <filesystem>
#include <functional>

#include "core/error.h"
#include "reports/common/text_sink.h"

namespace roadworthy {

/// Makes `path` hold exactly what `write` says: a reader sees the old file or the whole new one, also after a crash.
/// The text goes to a temporary file beside it (hidden, so that a pattern such as `*.xml` does not find it), which then
/// takes its name. A symbolic link is followed; what is not a file, such as /dev/stdout or a pipe, is written to
/// directly. Errors name the path and the reason: `usage` when the folder is missing or the path is a folder, else
/// `environment`.
[[nodiscard]] Result<void> write_atomically(const std::filesystem::path& path,
                                            const std::function<void(const TextSink& out)>& write);

}  // namespace roadworthy
