#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "runtime/docker/engine_client.h"

namespace roadworthy {

/// A file of this machine, and where it lies in an image.
struct ImageFile {
  std::string source;
  std::string path;
};

/// The program at `/bin/NAME`, its loader and its shared libraries, where this machine has them. Errors: `environment`
/// for a file that is no ELF program or lacks a library.
[[nodiscard]] Result<std::vector<ImageFile>> files_of_program(const std::string& program);

/// Whether the file is an ELF program, which an image can be made of.
[[nodiscard]] bool is_elf_program(const std::string& path);

/// An image that holds a built program and its libraries and nothing else, named by what is in it
/// (`roadworthy/NAME:DIGEST`). Made when the Engine does not have it; whoever makes one at the same time on this
/// machine waits for the other. `folder` takes the archive meanwhile, `lock_file` is made when it is not there.
[[nodiscard]] Result<std::string> ensure_program_image(const EngineClient& engine, const std::string& program,
                                                       const std::string& folder, const std::string& lock_file,
                                                       TimePoint deadline);

}  // namespace roadworthy
