#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "definition/script_words.h"

namespace roadworthy {

/// `name=(` or `name+=(`, without the parenthesis.
struct ArrayAssignment {
  std::string name;
  bool appends = false;
};

/// What a word in front of `(` assigns to, if it does. Bash's "Arrays" has the syntax.
[[nodiscard]] std::optional<ArrayAssignment> array_assignment(const Word& word);

/// The arrays that a script has set so far.
class ShellArrays {
 public:
  /// Words behind an array that is not known leave it so.
  void assign(const ArrayAssignment& to, std::vector<Word> words);
  /// The words that stand for this one: those of the array where it is `${name[@]}` or `${name[*]}` of one that is
  /// known, else the word itself.
  [[nodiscard]] std::vector<Word> expand(Word word) const;
  /// A block that may not run, or run several times, is over. What it changed since `before` is open: an array that
  /// grew keeps its beginning, with an open word behind it, and another is not known any more.
  void leave_block(const ShellArrays& before);

 private:
  std::map<std::string, std::vector<Word>> arrays_;
};

}  // namespace roadworthy
