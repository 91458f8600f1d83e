#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "runtime/docker/program_image.h"

namespace roadworthy {

/// Writes a tar archive of a root file system: the files, executable for all; /tmp for everybody; the users root and
/// nobody; the mount points /volumes. The same files give the same archive.
[[nodiscard]] Result<void> write_image_archive(const std::string& archive, const std::vector<ImageFile>& files);

}  // namespace roadworthy
