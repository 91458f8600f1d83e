#pragma once

#include <string>

#include "core/error.h"

namespace roadworthy {

/// The running program's own file.
[[nodiscard]] std::string program_path();

/// Where stand-ins and reference subjects lie: ROADWORTHY_LIBEXEC, else beside the program (`libexec/roadworthy`), else
/// one folder up from it.
[[nodiscard]] std::string libexec_folder();

/// Where `scenarios/checklist.yaml` lies: ROADWORTHY_DATA, else `../share/roadworthy` beside the program, else the
/// folder above the program's (a build folder inside the source tree). `environment` error without any.
[[nodiscard]] Result<std::string> data_folder();

/// The folder that holds this user's runs, made with mode 0700. Refused when another user owns it.
[[nodiscard]] Result<std::string> runs_folder();

/// A random word of ten of `a-z0-9`.
[[nodiscard]] std::string random_id();

}  // namespace roadworthy
