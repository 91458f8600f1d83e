#include "definition/script_words.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "definition/cursor.h"
#include "definition/script_reader.h"
#include "definition/shell_arrays.h"
#include "definition/shell_conditions.h"
#include "definition/shell_functions.h"

namespace roadworthy {
namespace {

constexpr std::size_t kMostCommands = 100'000;
constexpr std::size_t kDeepestBlock = 100;  ///< `if`, loops and `case` within each other.

/// `NAME=`; the length of the name, or 0.
std::size_t assigned_name(const std::string& word) {
  std::size_t at = 0;
  while (at < word.size() && (std::isalnum(static_cast<unsigned char>(word[at])) != 0 || word[at] == '_')) {
    ++at;
  }
  return at > 0 && at < word.size() && word[at] == '=' && std::isdigit(static_cast<unsigned char>(word[0])) == 0 ? at
                                                                                                                 : 0;
}

/// `NAME+=`; the length of the name, or 0.
std::size_t appended_name(const std::string& word) {
  const std::size_t plus = word.find("+=");
  return plus != std::string::npos && is_name(word.substr(0, plus)) ? plus : 0;
}

bool is_assignment(const std::string& word) {
  return assigned_name(word) > 0 || appended_name(word) > 0;
}

Text after(const Text& text, std::size_t offset) {
  if (text.is_unknown()) {
    UnknownValue why = *text.unknown;
    why.written.erase(0, offset);
    return unknown_value<std::string>(std::move(why), text.where);
  }
  return known(text.value.substr(offset), text.where);
}

/// The body of a function that its parameters decide, which is read anew for each call.
using Bodies = std::map<std::string, std::shared_ptr<const Script>>;

/// What calls within calls may still read.
struct CallBudget {
  std::size_t letters = 1u << 19;
  int depth = 10;
};

class ScriptSplitter {
 public:
  ScriptSplitter(const Script& script, const Variables& variables) : reader_(script, variables) {}

  /// Of a function's body, where it is called.
  ScriptSplitter(const Script& body, const Variables& variables, std::vector<Word> arguments, ShellArrays arrays,
                 Bodies bodies, CallBudget budget)
      : reader_(body, variables), arrays_(std::move(arrays)), bodies_(std::move(bodies)), budget_(budget) {
    reader_.parameters() = ShellParameters(std::move(arguments));
  }

  SplitScript split() {
    start_command();
    while (!reader_.at_end() && result_.commands.size() < kMostCommands && blocks_.size() <= kDeepestBlock) {
      step();
    }
    end_command("\n");
    if (blocks_.size() > kDeepestBlock) {
      cut_off(fmt::format("`{}` stands more than {} levels deep here, and the script is read no further",
                          blocks_.back().word, kDeepestBlock),
              blocks_.back().where);
    } else if (!reader_.at_end()) {
      cut_off(fmt::format("the script has more than {} commands, and is read no further", kMostCommands),
              reader_.span(reader_.position(), reader_.position() + 1));
    } else if (!blocks_.empty()) {
      result_.mistakes.push_back({.kind = ErrorKind::invalid_file,
                                  .message = fmt::format("`{}` is not ended", blocks_.back().word),
                                  .remedy = {},
                                  .where = blocks_.back().where});
    }
    std::ranges::move(reader_.mistakes(), std::back_inserter(result_.mistakes));
    for (const std::string& name : expanded_) {
      functions_.erase(name);
    }
    result_.commands = call_functions(std::move(result_.commands), std::move(functions_));
    return std::move(result_);
  }

 private:
  void cut_off(std::string message, SourceSpan where) {
    result_.cut_off = true;
    result_.mistakes.push_back({.kind = ErrorKind::invalid_file,
                                .message = std::move(message),
                                .remedy = "split the script",
                                .where = std::move(where)});
  }

  /// `if`, a loop or `case` that is open.
  struct Block {
    std::string word;
    bool in_condition = false;  ///< Between `if` and `then`.
    std::vector<Word> condition;
    std::optional<Branch> branch;
    std::set<std::string> assigned;
    ShellArrays arrays_before = {};
    SourceSpan where;
  };

  /// `{` that is open, of a function or of a group.
  struct Brace {
    std::string function;
    std::size_t begin = 0;  ///< Which command is the first inside.
    std::size_t text = 0;   ///< Where the text inside begins.
  };

  void step() {
    reader_.skip_blanks();
    if (reader_.at_end()) {
      return;
    }
    if (reader_.opaque()) {
      add_words();
      return;
    }
    const char letter = reader_.peek();
    if (letter == '\n') {
      reader_.move_to(reader_.position() + 1);
      end_command("\n");
      read_here_documents();
    } else if (in_double_brackets() && letter != ';') {
      add_words_or_operator();
    } else if (letter == '(' && begins_array()) {
      read_array();
    } else if (letter == ';' || letter == '|' || letter == '(' || letter == ')' ||
               (letter == '&' && reader_.peek(1) != '>')) {
      read_separator();
    } else if (letter == '<' || letter == '>' || letter == '&') {
      read_redirection();
    } else {
      add_words();
    }
  }

  /// Whether the command so far is `[`, `[[` or `test`.
  [[nodiscard]] bool is_test() const {
    return !command_.words.empty() &&
           (is_word(command_.words[0], "[") || is_word(command_.words[0], "[[") || is_word(command_.words[0], "test"));
  }

  [[nodiscard]] bool in_double_brackets() const {
    return !command_.words.empty() && is_word(command_.words.front(), "[[") && !is_word(command_.words.back(), "]]");
  }

  [[nodiscard]] bool begins_array() const {
    return !command_.words.empty() && reader_.position() == command_end_ &&
           array_assignment(command_.words.back()).has_value();
  }

  /// `name=(word ...)`, over several lines and with comments.
  void read_array() {
    const ArrayAssignment to = *array_assignment(command_.words.back());
    command_.words.pop_back();
    reader_.move_to(reader_.position() + 1);
    std::vector<Word> words;
    for (reader_.skip_blanks(); !reader_.at_end() && (reader_.opaque() || reader_.peek() != ')');
         reader_.skip_blanks()) {
      const std::size_t begin = reader_.position();
      read_words(words);
      if (reader_.position() == begin) {
        reader_.move_to(begin + 1);
      }
    }
    reader_.move_to(reader_.position() + 1);
    command_end_ = reader_.position();
    arrays_.assign(to, std::move(words));
  }

  /// The word at this place, with the elements of an array or the parameters that it stands for.
  void read_words(std::vector<Word>& words) {
    reader_.asks_whether_set = is_test();
    for (Word& word : reader_.read_word()) {
      const ShellParameters& parameters = reader_.parameters();
      std::ranges::move(parameters.is_all(word) ? parameters.all() : arrays_.expand(std::move(word)),
                        std::back_inserter(words));
    }
  }

  void add_words_or_operator() {
    if (std::string_view("&|()<>").find(reader_.peek()) == std::string_view::npos) {
      add_words();
      return;
    }
    const std::size_t begin = reader_.position();
    reader_.move_to(begin + 1);
    command_.words.push_back(
        {.text = known(std::string(1, reader_.text()[begin]), reader_.span(begin, begin + 1)), .quoted = true});
  }

  void add_words() {
    const std::size_t begin = reader_.position();
    std::vector<Word> words;
    read_words(words);
    if (reader_.position() == begin) {  // An operator that stands where none is understood.
      reader_.move_to(begin + 1);
      return;
    }
    // `2>` and the like: the number belongs to the redirection.
    if (words.size() == 1 && !words[0].quoted && words[0].text.is_known() &&
        (reader_.peek() == '>' || reader_.peek() == '<') &&
        std::ranges::all_of(words[0].text.value, [](unsigned char digit) { return std::isdigit(digit) != 0; })) {
      read_redirection();
      return;
    }
    for (Word& word : words) {
      const bool first = command_.words.empty();
      if (first && (names_function(word) || keyword(word))) {
        continue;
      }
      if (first) {
        command_begin_ = begin;
      }
      command_.words.push_back(std::move(word));
    }
    command_end_ = reader_.position();
  }

  /// The word behind `function`.
  bool names_function(const Word& word) {
    if (!std::exchange(function_word_, false)) {
      return false;
    }
    function_ = as_written(word.text);
    return true;
  }

  /// Reserved words at the place of a command's name.
  bool keyword(const Word& word) {
    if (word.quoted || !word.text.is_known()) {
      return false;
    }
    const std::string& text = word.text.value;
    if (text == "if" || text == "while" || text == "until") {
      blocks_.push_back({.word = text, .in_condition = true, .arrays_before = arrays_, .where = word.text.where});
    } else if (text == "then" || text == "do") {
      begin_body(text);
    } else if (text == "else" || text == "elif") {
      if (!blocks_.empty()) {
        arrays_.leave_block(blocks_.back().arrays_before);
        if (blocks_.back().branch) {
          blocks_.back().branch->holds = !blocks_.back().branch->holds;
        }
        if (text == "elif") {
          blocks_.push_back({.word = "elif", .in_condition = true, .arrays_before = arrays_, .where = word.text.where});
        }
      }
    } else if (text == "fi" || text == "done" || text == "esac") {
      while (text == "fi" && !blocks_.empty() && blocks_.back().word == "elif") {
        end_block();
      }
      if (!blocks_.empty()) {
        end_block();
      }
    } else if (text == "case" || text == "for" || text == "select") {
      blocks_.push_back({.word = text, .arrays_before = arrays_, .where = word.text.where});
      skip_header(text);
    } else if (text == "{") {
      braces_.push_back(
          {.function = std::exchange(function_, {}), .begin = result_.commands.size(), .text = reader_.position()});
    } else if (text == "}") {
      close_brace();
    } else if (text == "function") {
      function_word_ = true;
    } else if (text != "!" && text != "time") {
      return false;
    }
    return true;
  }

  void close_brace() {
    if (braces_.empty()) {
      return;
    }
    const Brace brace = std::move(braces_.back());
    braces_.pop_back();
    if (!brace.function.empty()) {
      const auto begin = result_.commands.begin() + static_cast<std::ptrdiff_t>(brace.begin);
      std::move(begin, result_.commands.end(), std::back_inserter(functions_[brace.function]));
      result_.commands.erase(begin, result_.commands.end());
      const std::size_t end = reader_.position() - 1;
      if (brace.text < end && uses_parameters(reader_.text().substr(brace.text, end - brace.text))) {
        bodies_[brace.function] = std::make_shared<const Script>(reader_.part(brace.text, end));
      }
    }
  }

  void cut_off_calls(const Command& command) {
    if (!result_.cut_off) {
      cut_off("functions are called more often than is read, and the script is read no further", command.where);
    }
  }

  /// Reads the body of a function that the last command calls with words of its own.
  void call(const Command& command) {
    const Word& name = command.words.front();
    const auto body = name.text.is_known() ? bodies_.find(name.text.value) : bodies_.end();
    const bool inside = std::ranges::any_of(braces_, [](const Brace& brace) { return !brace.function.empty(); });
    const std::size_t cost = body == bodies_.end() ? 0 : std::max<std::size_t>(body->second->text.text.size(), 256);
    if (cost == 0 || inside || budget_.depth == 0) {
      return;
    }
    if (cost > budget_.letters) {
      cut_off_calls(command);
      return;
    }
    budget_.letters -= cost;
    const std::shared_ptr<const Script> script = body->second;
    ScriptSplitter called(*script, reader_.variables(), {command.words.begin() + 1, command.words.end()}, arrays_,
                          bodies_, {.letters = budget_.letters, .depth = budget_.depth - 1});
    SplitScript split = called.split();
    budget_.letters = called.budget_.letters;
    if (split.cut_off) {
      cut_off_calls(command);
    }
    const std::vector<Branch> under = command.under;
    expanded_.insert(name.text.value);
    expanded_.insert(called.expanded_.begin(), called.expanded_.end());
    for (Command& each : split.commands) {
      each.under.insert(each.under.begin(), under.begin(), under.end());
      result_.commands.push_back(std::move(each));
    }
  }

  /// `for x in ...` and `case x in`: the variable of the loop is unknown from here on.
  void skip_header(const std::string& text) {
    std::vector<Word> words;
    reader_.skip_blanks();
    while (!reader_.at_end() && reader_.peek() != '\n' && reader_.peek() != ';') {
      const std::size_t begin = reader_.position();
      for (Word& word : reader_.read_word()) {
        words.push_back(std::move(word));
      }
      if (reader_.position() == begin) {
        reader_.move_to(begin + 1);
      }
      reader_.skip_blanks();
      if (text == "case" && !words.empty() && is_word(words.back(), "in")) {
        break;
      }
    }
    if (text == "case") {
      skip_pattern();
    } else if (!words.empty()) {
      reader_.forget(words.front().text.value,
                     fmt::format("${{{}}} takes several values in a loop", words.front().text.value));
    }
  }

  /// Of a `case`: up to the `)` behind the pattern, unless `esac` comes first.
  void skip_pattern() {
    std::size_t at = reader_.position();
    const std::string_view text = reader_.text();
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) {
      ++at;
    }
    if (text.substr(at).starts_with("esac")) {
      return;
    }
    const std::size_t end = text.find(')', at);
    reader_.move_to(end == std::string_view::npos ? text.size() : end + 1);
  }

  void begin_body(const std::string& text) {
    if (blocks_.empty() || !blocks_.back().in_condition) {
      return;
    }
    Block& block = blocks_.back();
    block.in_condition = false;
    if (text != "then") {
      return;
    }
    block.branch = Branch{.condition = condition_of(block.condition), .holds = true};
  }

  void end_block() {
    for (const std::string& name : blocks_.back().assigned) {
      reader_.forget(name, fmt::format("${{{}}} is set under a condition or in a loop", name));
    }
    arrays_.leave_block(blocks_.back().arrays_before);
    blocks_.pop_back();
  }

  void start_command() {
    command_ = {};
    command_begin_ = command_end_ = reader_.position();
  }

  void end_command(std::string_view separator) {
    assign();
    if (!command_.words.empty() || !command_.here_documents.empty() || !pending_.empty()) {
      for (const Block& block : blocks_) {
        if (block.branch) {
          command_.under.push_back(*block.branch);
        }
      }
      if (short_circuit_) {
        command_.under.push_back(*short_circuit_);
      }
      command_.where = reader_.span(command_begin_, command_end_);
    }
    const bool test = is_test();
    const bool condition_only = !blocks_.empty() && blocks_.back().in_condition;
    if (condition_only && !command_.words.empty()) {
      auto& condition = blocks_.back().condition;
      condition.insert(condition.end(), command_.words.begin(), command_.words.end());
    }
    if (test && separator == "&&") {
      short_circuit_ = Branch{.condition = condition_of(command_.words), .holds = true};
    } else if (test && separator == "||") {
      short_circuit_ = Branch{.condition = condition_of(command_.words), .holds = false};
    } else if (separator != "&&" && separator != "||" && separator != "|" && !command_.words.empty()) {
      short_circuit_.reset();  // A line that ends behind `&&` goes on in the next one.
    }
    if (!command_.words.empty() && is_word(command_.words[0], "shift")) {
      const bool counted = command_.words.size() > 1 && command_.words[1].text.value.size() == 1;
      reader_.parameters().shift(counted ? static_cast<std::size_t>(command_.words[1].text.value[0] - '0') : 1);
    }
    if (!command_.words.empty() && !test) {
      result_.commands.push_back(std::move(command_));
      owner_of_pending_ = result_.commands.size() - 1;
      call(Command(result_.commands.back()));
    }
    start_command();
  }

  /// `NAME=value` in front of a command, alone, or behind `export`.
  void assign() {
    std::vector<Word>& words = command_.words;
    const auto take = [&](const Word& word) {
      const std::string text = as_written(word.text);
      if (const std::size_t plus = appended_name(text); plus > 0) {
        reader_.forget(text.substr(0, plus),
                       fmt::format("${{{}}} is put together by the script", text.substr(0, plus)));
        return true;
      }
      const std::size_t length = assigned_name(text);
      if (length == 0) {
        return false;
      }
      const std::string name = text.substr(0, length);
      reader_.set(name, after(word.text, length + 1));
      if (!blocks_.empty()) {
        blocks_.back().assigned.insert(name);
      }
      return true;
    };
    if (!words.empty() && (is_word(words[0], "export") || is_word(words[0], "local") || is_word(words[0], "readonly") ||
                           is_word(words[0], "declare"))) {
      std::ranges::for_each(words, take);
      return;
    }
    const auto first =
        std::ranges::find_if(words, [](const Word& word) { return !is_assignment(as_written(word.text)); });
    if (first == words.end()) {
      std::ranges::for_each(words, take);
      words.clear();
    } else {
      words.erase(words.begin(), first);  // For this command alone.
    }
  }

  void read_separator() {
    const std::size_t at = reader_.position();
    const std::string_view text = reader_.text();
    std::string separator(1, text[at]);
    if (at + 1 < text.size() && text[at + 1] == text[at] && text[at] != '(' && text[at] != ')') {
      separator += text[at];
    }
    reader_.move_to(at + separator.size());
    // `name() {`, or what may stand behind `function name`.
    const bool named = command_.words.empty() && !function_.empty();
    if (separator == "(" && (named || command_.words.size() == 1) && reader_.peek() == ')') {
      reader_.move_to(reader_.position() + 1);
      function_ = named ? function_ : command_.words.front().text.value;
      start_command();
      return;
    }
    end_command(separator);
    if (separator == ";;" && !blocks_.empty() && blocks_.back().word == "case") {
      skip_pattern();
    }
  }

  void read_redirection() {
    const std::size_t begin = reader_.position();
    std::size_t end = begin;
    while (end < reader_.text().size() &&
           std::string_view("<>&|-").find(reader_.text()[end]) != std::string_view::npos && end - begin < 3) {
      ++end;
    }
    const std::string operation(reader_.text().substr(begin, end - begin));
    reader_.move_to(end);
    reader_.skip_blanks();
    const std::vector<Word> target =
        reader_.at_end() || reader_.peek() == '\n' ? std::vector<Word>{} : reader_.read_word();
    command_end_ = reader_.position();
    if (target.empty()) {
      return;
    }
    if (operation == "<<" || operation == "<<-") {
      pending_.push_back({.delimiter = as_written(target.front().text),
                          .literal = target.front().quoted,
                          .strip_tabs = operation == "<<-"});
    } else if (operation == ">" || operation == ">>" || operation == "<") {
      command_.redirections.push_back({.operation = operation, .target = target.front().text});
    }
  }

  /// The bodies that begin behind the line that has just ended.
  void read_here_documents() {
    for (const Pending& pending : std::exchange(pending_, {})) {
      const std::string_view text = reader_.text();
      const std::size_t begin = reader_.position();
      std::size_t line = begin;
      std::size_t end = text.size();
      std::size_t next = text.size();
      while (line < text.size()) {
        const std::size_t newline = std::min(text.find('\n', line), text.size());
        std::string_view content = text.substr(line, newline - line);
        while (pending.strip_tabs && content.starts_with('\t')) {
          content.remove_prefix(1);
        }
        if (content.ends_with('\r')) {
          content.remove_suffix(1);
        }
        if (content == pending.delimiter) {
          end = line;
          next = std::min(newline + 1, text.size());
          break;
        }
        line = newline + 1;
      }
      if (owner_of_pending_ < result_.commands.size()) {
        result_.commands[owner_of_pending_].here_documents.push_back(
            here_document(pending, begin, std::max(begin, end)));
      }
      reader_.move_to(next);
    }
    start_command();
  }

  struct Pending {
    std::string delimiter;
    bool literal = false;
    bool strip_tabs = false;
  };

  HereDocument here_document(const Pending& pending, std::size_t begin, std::size_t end) {
    HereDocument document{.source = pending.literal ? reader_.part(begin, end) : reader_.expand(begin, end)};
    const std::string& text = document.source.text.text;
    const bool open = std::ranges::find(document.source.opaque, true) != document.source.opaque.end();
    const SourceSpan where = reader_.span(begin, end);
    document.body =
        open ? unknown_value<std::string>(
                   {.reason = "some of it is known only when the script runs", .written = text, .refers_to = {}}, where)
             : known(text, where);
    return document;
  }

  WordReader reader_;
  SplitScript result_;
  Command command_;
  std::size_t command_begin_ = 0;
  std::size_t command_end_ = 0;
  std::vector<Block> blocks_;
  ShellArrays arrays_;
  std::string function_;        ///< `name()` or `function name` was read, and its body is not open yet.
  bool function_word_ = false;  ///< `function` was read, and no name yet.
  std::vector<Brace> braces_;
  ShellFunctions functions_;
  Bodies bodies_;
  std::set<std::string> expanded_;  ///< Functions whose bodies were read where they are called.
  CallBudget budget_;
  std::optional<Branch> short_circuit_;
  std::vector<Pending> pending_;
  std::size_t owner_of_pending_ = 0;
};

}  // namespace

SplitScript split_script(const Script& script, const Variables& variables) {
  return ScriptSplitter(script, variables).split();
}

}  // namespace roadworthy
