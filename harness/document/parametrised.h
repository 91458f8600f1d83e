#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace roadworthy {

/// How a variable with parameters is declared: `read_path(service, environment, key)`.
struct Signature {
  std::string name;
  std::vector<std::string> parameters;  ///< At least one, each once; words of a-z, 0-9 and _.
};

/// Nothing where the text is no such declaration.
[[nodiscard]] std::optional<Signature> parse_signature(std::string_view text);

/// The arguments of a call, `payments, production, a.b`: parted at commas, spaces around each dropped. The last
/// parameter takes the rest, commas included.
[[nodiscard]] Result<std::vector<std::string>> split_arguments(const Signature& signature, std::string_view text);

/// The value with the argument in place of each `{parameter}`, or of `{parameter|form}` in that form: `base64`; `json`
/// (a JSON string without its quotes); `path` (dots become slashes); `upper` (a variable's name in an environment);
/// `url` (percent-encoded). An argument `{word}` is for someone else to fill in, and takes
/// the form along: `{word|path}`. Braces around anything that is no word stay as they are. A word that is no parameter,
/// and a form that there is not, are errors.
[[nodiscard]] Result<std::string> fill_in(const Signature& signature, const std::vector<std::string>& arguments,
                                          std::string_view value);

}  // namespace roadworthy
