#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "definition/script_words.h"

namespace roadworthy {

/// The positional parameters of a function that is called: `$1`, `"$@"`, `shift`. POSIX ("Positional Parameters") has
/// the rules.
class ShellParameters {
 public:
  ShellParameters() = default;
  explicit ShellParameters(std::vector<Word> words) : words_(std::move(words)), known_(true) {}

  /// Outside of functions nobody knows them.
  [[nodiscard]] bool known() const { return known_; }
  /// The one that `$1` or `${1}` names; nullptr where it names none, or none that was given.
  [[nodiscard]] const Word* find(std::string_view written) const;
  /// Whether a word stands for all of them: `$@`, `"$@"`, `$*`, `"${@}"`.
  [[nodiscard]] bool is_all(const Word& word) const;
  [[nodiscard]] bool is_all(std::string_view written) const;
  [[nodiscard]] const std::vector<Word>& all() const { return words_; }
  /// All of them with blanks between, as a here-document has them; nothing while one of them is unknown.
  [[nodiscard]] std::optional<std::string> joined() const;
  /// Leaves out the first `count`.
  void shift(std::size_t count);

 private:
  std::vector<Word> words_;
  bool known_ = false;
};

/// Whether what a function does depends on what it is called with.
[[nodiscard]] bool uses_parameters(std::string_view body);

}  // namespace roadworthy
