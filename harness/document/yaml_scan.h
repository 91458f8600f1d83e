#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace roadworthy {

/// yaml-cpp says only where a token begins. These find, in text that it has accepted, where one ends. Offsets are
/// bytes; where the text is otherwise than expected they give the best guess, never one behind the end of the text.

/// Behind the anchor and the tag that stand at `begin`, and the spaces, line ends and comments behind those.
/// `properties_end`, when given, is set to where the last of the properties ends (`begin` if there is none).
[[nodiscard]] std::size_t skip_properties(std::string_view text, std::size_t begin,
                                          std::size_t* properties_end = nullptr);

/// The end of a scalar, with its properties; nothing when it is in quotes and they are not closed, which yaml-cpp 0.7
/// lets pass at the end of a file. `value` is what yaml-cpp read, `plain` whether it is neither quoted nor a block.
[[nodiscard]] std::optional<std::size_t> end_of_scalar(std::string_view text, std::size_t begin, std::string_view value,
                                                       bool plain);

/// The end of a word such as an alias, or a null that is written out.
[[nodiscard]] std::size_t end_of_word(std::string_view text, std::size_t begin);

/// The end of a list or a mapping that begins at `begin` and whose last entry ends at `last`: behind its bracket, if it
/// is written with brackets.
[[nodiscard]] std::size_t end_of_collection(std::string_view text, std::size_t begin, std::size_t last);

/// Whether what lies between the two offsets is marked as a key: by a `:` behind or a `?` before it.
[[nodiscard]] bool is_key(std::string_view text, std::size_t begin, std::size_t end);

/// Whether a line between the two offsets ends a document or begins one.
[[nodiscard]] bool documents_separated(std::string_view text, std::size_t begin, std::size_t end);

/// Whether a list or a mapping in brackets begins here.
[[nodiscard]] bool opens_bracket(std::string_view text, std::size_t offset);

/// Whether the bracket that opens at `begin` is closed, as far as can be told without understanding the text.
[[nodiscard]] bool bracket_closes(std::string_view text, std::size_t begin);

}  // namespace roadworthy
