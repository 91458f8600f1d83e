#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "definition/script_words.h"

namespace roadworthy {

/// The word is just this, without quotes.
[[nodiscard]] bool is_word(const Word& word, std::string_view text);
/// What the text is, or, while it is unknown, as it is written.
[[nodiscard]] std::string as_written(const Text& text);

/// What `[ ... ]`, `[[ ... ]]` and `test ...` ask; other commands ask for themselves. Of what is decided already
/// (`[ -n "known" ]`) the subject is `true` or `false`.
[[nodiscard]] Condition condition_of(const std::vector<Word>& words);

}  // namespace roadworthy
