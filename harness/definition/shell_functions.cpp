#include "definition/shell_functions.h"

#include <set>
#include <utility>

namespace roadworthy {
namespace {

constexpr int kDeepestCall = 50;

class Caller {
 public:
  explicit Caller(ShellFunctions functions) : functions_(std::move(functions)) {
    for (const auto& [name, body] : functions_) {
      names_.insert(name);
    }
  }

  void run(std::vector<Command> commands, const std::vector<Branch>& under, int depth) {
    for (Command& command : commands) {
      command.under.insert(command.under.begin(), under.begin(), under.end());
      const std::vector<std::vector<Command>> bodies =
          depth < kDeepestCall ? take_called(command) : std::vector<std::vector<Command>>{};
      const std::vector<Branch> conditions = command.under;
      ordered_.push_back(std::move(command));
      for (const std::vector<Command>& body : bodies) {
        run(body, conditions, depth + 1);
      }
    }
  }

  std::vector<Command> finish() {
    while (!functions_.empty()) {
      run(std::move(functions_.extract(functions_.begin()).mapped()), {}, 0);
    }
    return std::move(ordered_);
  }

 private:
  /// Bodies of the functions that a command calls, in the order of its words; each is taken once.
  std::vector<std::vector<Command>> take_called(const Command& command) {
    std::vector<std::vector<Command>> bodies;
    for (const Word& word : command.words) {
      if (word.text.is_known() && functions_.contains(word.text.value)) {
        bodies.push_back(std::move(functions_.extract(word.text.value).mapped()));
      }
      // To another command they are plain words: `systemctl start docker`.
      if (!command.words.front().text.is_known() || !names_.contains(command.words.front().text.value)) {
        break;
      }
    }
    return bodies;
  }

  std::set<std::string> names_;  ///< Of all functions, also those whose bodies are taken.
  ShellFunctions functions_;
  std::vector<Command> ordered_;
};

}  // namespace

std::vector<Command> call_functions(std::vector<Command> commands, ShellFunctions functions) {
  Caller caller(std::move(functions));
  caller.run(std::move(commands), {}, 0);
  return caller.finish();
}

}  // namespace roadworthy
