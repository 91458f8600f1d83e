#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace roadworthy {

/// ASCII letters in lower case.
[[nodiscard]] std::string lower(std::string_view text);

/// The non-empty parts between any of `separators`.
[[nodiscard]] std::vector<std::string> split(std::string_view text, std::string_view separators);

/// `a`, `a and b`, `a, b and c`.
[[nodiscard]] std::string listed(const std::vector<std::string>& words);

/// A path without `.` parts, doubled and final slashes; `..` takes the part before it away.
[[nodiscard]] std::string clean_path(std::string_view path);

/// What remains of a clean path below a clean folder: `` for the folder itself; false when it is not below it.
[[nodiscard]] bool below(std::string_view folder, std::string_view path, std::string& rest);

/// The path's folder, `/` for `/file`.
[[nodiscard]] std::string folder_of(std::string_view path);

/// A whole number without a sign, and nothing else; -1 otherwise.
[[nodiscard]] long number_in(std::string_view text);

}  // namespace roadworthy
