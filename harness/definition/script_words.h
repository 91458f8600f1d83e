#pragma once

#include <string>
#include <vector>

#include "definition/script_template.h"
#include "definition/value.h"

namespace roadworthy {

/// A word of a command, after quotes and expansions: unknown where a variable in it has no value.
struct Word {
  Text text;
  bool quoted = false;  ///< Some of it was in quotes: it is one word, whatever its variables hold.
};

/// A condition that a command hangs on, and whether it must hold.
struct Branch {
  Condition condition;
  bool holds = true;
};

/// `> file`, `>> file`, `< file`.
struct Redirection {
  std::string operation;
  Text target;
};

struct HereDocument {
  Text body;
  Script source;  ///< The body, ready to be read as a script.
};

/// A simple command of a script.
struct Command {
  std::vector<Word> words;
  std::vector<Redirection> redirections;
  std::vector<HereDocument> here_documents;
  std::vector<Branch> under;  ///< Outermost first.
  SourceSpan where;
};

/// What became of a script.
struct SplitScript {
  std::vector<Command> commands;
  Errors mistakes;
  bool cut_off = false;  ///< It is over a limit, and read no further; a mistake says so.
};

/// Splits a script into simple commands as POSIX ("Shell Command Language") says: quotes, continuations, comments,
/// here-documents, variables that the script or `variables` sets, field splitting of what is not quoted. Nothing runs:
/// the output of commands is unknown, and so is a variable that was set under a condition or in a loop. Bash's `[[ ]]`
/// and `function` are understood too.
[[nodiscard]] SplitScript split_script(const Script& script, const Variables& variables);

}  // namespace roadworthy
