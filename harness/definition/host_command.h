#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "definition/script_words.h"

namespace roadworthy {

// What the words of a command that a script runs are for.

/// The name of a program without its folder; empty while it is unknown.
[[nodiscard]] std::string program(const Word& word);
/// Docker, or what takes its arguments.
[[nodiscard]] bool is_docker(const Word& word);
/// Without `sudo`, `exec` and the like in front.
[[nodiscard]] std::vector<Word> without_prefixes(std::vector<Word> words);

/// What a `docker` command does, and where its own arguments begin.
struct DockerCommand {
  std::string verb;  ///< `run`, `create`, `network create`, ...
  std::vector<Word> arguments;
};

/// `words` begin with a program of `is_docker`, or with `docker-compose`.
[[nodiscard]] DockerCommand docker_command(const std::vector<Word>& words);

/// The shells that a script may be given to.
[[nodiscard]] bool is_shell(std::string_view program);
/// The script that a command runs: `/opt/start.sh`, `bash /opt/start.sh`, `. /opt/start.sh`.
[[nodiscard]] std::optional<std::string> script_file(const std::vector<Word>& words);
/// The script that stands in a command: `sh -c "..."`.
[[nodiscard]] std::optional<Text> script_line(const std::vector<Word>& words);
/// The files that `-f`, `--file` and `-c` name.
[[nodiscard]] std::vector<std::string> compose_files(const DockerCommand& command);

/// What `aws ecs register-task-definition` is given as its definition.
[[nodiscard]] std::optional<Text> registered_task(const std::vector<Word>& words);
/// Why nothing is read of a command, and whether that is because it starts nothing.
struct Unmodelled {
  std::string reason;
  bool out_of_scope = true;
};
[[nodiscard]] Unmodelled unmodelled(const std::vector<Word>& words);

/// Arguments that are no options; options in `with_value` take the next word.
[[nodiscard]] std::vector<Text> plain_arguments(const std::vector<Word>& words,
                                                std::initializer_list<std::string_view> with_value);

}  // namespace roadworthy
