#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "definition/script_words.h"
#include "definition/shell_parameters.h"

namespace roadworthy {

/// Reads the words of a script one by one, expanding variables. What words mean is its caller's business.
class WordReader {
 public:
  WordReader(const Script& script, Variables variables);

  [[nodiscard]] std::string_view text() const { return script_.text.text; }
  [[nodiscard]] std::size_t position() const { return at_; }
  void move_to(std::size_t position) { at_ = position; }
  [[nodiscard]] bool at_end() const { return at_ >= text().size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text().size() ? text()[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool opaque() const { return at_ < script_.opaque.size() && script_.opaque[at_]; }
  [[nodiscard]] bool has_opaque(std::size_t begin, std::size_t end) const;
  [[nodiscard]] SourceSpan span(std::size_t begin, std::size_t end) const { return script_.text.span(begin, end); }
  /// The script between two offsets, as it is written.
  [[nodiscard]] Script part(std::size_t begin, std::size_t end) const { return part_of(script_, begin, end); }

  /// Blanks, continued lines and comments.
  void skip_blanks();
  /// The word at this place, which is not the end or an operator: several when an expansion has blanks in it, none when
  /// it is empty.
  [[nodiscard]] std::vector<Word> read_word();
  /// Text between two offsets, expanded as in double quotes: a here-document's body. What has no value yet is opaque.
  [[nodiscard]] Script expand(std::size_t begin, std::size_t end);

  void set(const std::string& name, const Text& value);
  void forget(const std::string& name, std::string reason);
  [[nodiscard]] const Variables& variables() const { return known_; }
  [[nodiscard]] ShellParameters& parameters() { return parameters_; }
  [[nodiscard]] Errors& mistakes() { return mistakes_; }

  /// The words are those of a test: `${NAME:-}` there asks whether the environment sets NAME, and is not empty.
  bool asks_whether_set = false;

 private:
  /// A word that grows.
  struct Growing {
    std::string value;    ///< Known so far.
    std::string written;  ///< The same with unknown parts as they are written.
    std::string reason;   ///< Of the first unknown part.
    std::size_t begin = 0;
    bool quoted = false;
    bool any = false;
  };

  void grow(Growing& word, char letter);
  void grow_unknown(Growing& word, std::string_view written, std::string reason);
  void finish(Growing& word, std::size_t end, std::vector<Word>& words) const;
  /// Steps over the quote that closes the one at `begin`; the mistake says that there is none.
  void close_quote(std::size_t begin, std::string_view mistake);
  void read_single_quotes(Growing& word);
  void read_double_quotes(Growing& word);
  void read_backquotes(Growing& word);
  /// `$...`; `split` where blanks of its value separate words.
  void read_expansion(Growing& word, std::vector<Word>* split);
  /// `$1` and what else only a call tells.
  void grow_parameter(Growing& word, std::string_view written, std::vector<Word>* split);
  void read_opaque(Growing& word);
  void add_value(Growing& word, std::string_view value, std::vector<Word>* split) const;
  [[nodiscard]] std::size_t closing_parenthesis(std::size_t from) const;

  const Script& script_;
  Variables known_;
  ShellParameters parameters_;
  bool joins_ = false;                            ///< All parameters are one text here: in a here-document.
  std::map<std::string, std::string> forgotten_;  ///< Name to reason.
  std::size_t at_ = 0;
  Errors mistakes_;
};

}  // namespace roadworthy
