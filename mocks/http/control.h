#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "mocks/http/arguments.h"

namespace roadworthy::mocks {

class Faults;
class Journal;
class Server;
struct Fault;

/// A command of the control channel.
struct Command {
  std::string_view name;
  std::string_view summary;
  /// Takes its fields and returns the fields of its answer. Unknown fields are refused by `Control` before `run`'s
  /// result is used, so a command that changes something calls `finish` itself before it does.
  std::function<Result<nlohmann::json>(Arguments&)> run;
};

/// The control channel: one JSON object a line in, one a line out.
///
/// `{"id":1,"command":"journal","path":"/"}` -> `{"id":1,"ok":true,...}` or `{"id":1,"ok":false,"error":"..."}`.
/// Nothing that is sent here ends the program.
class Control {
 public:
  /// Longer lines are answered with an error and skipped.
  static constexpr std::size_t kLongestLine = 4 * 1024 * 1024;

  explicit Control(std::vector<Command> commands);

  /// The answer to one line, without a newline.
  [[nodiscard]] std::string answer(std::string_view line) const;

 private:
  [[nodiscard]] Result<nlohmann::json> run(nlohmann::json request) const;
  [[nodiscard]] nlohmann::json help() const;

  std::vector<Command> commands_;
};

/// The commands that every stand-in has: `fault`, `faults`, `journal`. `set` puts a new set of faults in force.
[[nodiscard]] std::vector<Command> common_commands(std::function<Result<void>(std::vector<Fault>)> set, Faults& faults,
                                                   const Journal& journal);
/// For a stand-in with one server.
[[nodiscard]] std::vector<Command> common_commands(Server& server, Faults& faults, const Journal& journal);

}  // namespace roadworthy::mocks
