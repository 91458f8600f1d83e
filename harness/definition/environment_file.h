#pragma once

#include <memory>
#include <vector>

#include "core/error.h"
#include "definition/interpolation.h"

namespace roadworthy {

/// Reads a file of `NAME=value` lines as Compose does (its "Env_file format"): `export` in front, `#` comments, values
/// bare, in single quotes (as they are) or in double quotes (`\n`, `\t`, `\"`, `\\`, over several lines), variables
/// replaced in bare and double-quoted ones by earlier entries and by `variables`. A line that is none of these is an
/// error with its place.
[[nodiscard]] Result<std::vector<NamedText>> parse_environment_file(const std::shared_ptr<const SourceFile>& file,
                                                                    const Variables& variables);

/// Reads the file at `path`; at most 1 MiB.
[[nodiscard]] Result<std::vector<NamedText>> read_environment_file(const std::string& path, const Variables& variables);

}  // namespace roadworthy
