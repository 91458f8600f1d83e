#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "definition/value.h"

namespace roadworthy {

using Variables = std::map<std::string, std::string>;

/// What became of a text with variables in it.
struct Interpolated {
  std::string text;                  ///< With every variable replaced that has a value.
  std::vector<std::string> missing;  ///< `variable ${X} has no value`, one for each that has none and no default.
  std::string invalid;               ///< What is wrong with the text as a template; empty when nothing is.
};

/// Replaces `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME?message}`,
/// `${NAME:+instead}` and `${NAME+instead}`, defaults nested as deep as 20; `$$` is a dollar sign. The Compose
/// specification's "Interpolation"; a shell's parameters read the same.
[[nodiscard]] Interpolated interpolate(std::string_view text, const Variables& variables);

/// The same of a known value: unknown when a variable has no value.
[[nodiscard]] Text interpolate(Text text, const Variables& variables, std::string& invalid);

}  // namespace roadworthy
