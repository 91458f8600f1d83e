#pragma once

#include <string>
#include <string_view>

#include "core/runtime.h"

namespace roadworthy {

/// What `Stand::read_file` and its like promise, for a volume that is a folder of this machine. Paths are relative to
/// the folder; no link is followed, so that nothing outside of it is reached whatever a subject has put there.
[[nodiscard]] Result<std::string> read_in_folder(const std::string& folder, const VolumeFile& file, std::size_t limit);
/// Files are made with mode 0666 and folders with 0777, because any container's user may be the one that goes on.
[[nodiscard]] Result<void> write_in_folder(const std::string& folder, const VolumeFile& file, std::string_view content,
                                           WriteMode mode);
[[nodiscard]] Result<void> rename_in_folder(const std::string& folder, const VolumeFile& from, const std::string& path);

}  // namespace roadworthy
