#include "definition/host_command.h"

#include <algorithm>

#include "definition/shell_conditions.h"

namespace roadworthy {
namespace {

bool is(const Word& word, std::string_view text) {
  return word.text.is(std::string(text));
}

/// `-c` of a shell, alone or among others (`-ec`).
bool is_line_option(const Word& word) {
  const std::string text = as_written(word.text);
  return text.size() > 1 && text[0] == '-' && text[1] != '-' && text.ends_with('c');
}

/// Whether a command has Compose start something.
bool starts_compose(const std::vector<Word>& words) {
  if (words.empty() || !is_docker(words.front())) {
    return false;
  }
  const DockerCommand command = docker_command(words);
  const auto starts = [](const Word& word) { return is(word, "up") || is(word, "start") || is(word, "run"); };
  return command.verb == "stack deploy" ||
         (command.verb == "compose" && std::ranges::any_of(command.arguments, starts));
}

}  // namespace

std::string program(const Word& word) {
  return word.text.is_known() ? word.text.value.substr(word.text.value.rfind('/') + 1) : std::string();
}

bool is_docker(const Word& word) {
  const std::string name = program(word);
  return name == "docker" || name == "podman" || name == "nerdctl" || name == "docker-compose" ||
         name == "podman-compose";
}

std::vector<Word> without_prefixes(std::vector<Word> words) {
  while (!words.empty()) {
    const std::string name = program(words.front());
    if (name == "cloud-init-per") {  // How often, and a name to remember it by.
      words.erase(words.begin(), words.begin() + std::min<std::ptrdiff_t>(3, std::ssize(words)));
      continue;
    }
    if (name != "sudo" && name != "exec" && name != "nohup" && name != "command" && name != "env" && name != "doas") {
      break;
    }
    words.erase(words.begin());
    while (name == "sudo" && !words.empty() && words.front().text.value.starts_with('-')) {
      const bool with_value = is(words.front(), "-u") || is(words.front(), "-g") || is(words.front(), "--user");
      words.erase(words.begin(), words.begin() + (with_value && words.size() > 1 ? 2 : 1));
    }
    while ((name == "sudo" || name == "env") && !words.empty() &&
           words.front().text.value.find('=') != std::string::npos) {
      words.erase(words.begin());
    }
  }
  return words;
}

DockerCommand docker_command(const std::vector<Word>& words) {
  if (program(words.front()).ends_with("-compose")) {
    return {.verb = "compose", .arguments = {words.begin() + 1, words.end()}};
  }
  std::size_t at = 1;
  while (at < words.size() && words[at].text.value.starts_with('-')) {  // Of docker itself: `-H socket`, `--context x`.
    const std::string& option = words[at].text.value;
    const bool with_value = option == "-H" || option == "--host" || option == "-c" || option == "--context" ||
                            option == "--config" || option == "-l" || option == "--log-level";
    at += with_value ? 2 : 1;
  }
  DockerCommand command;
  if (at < words.size()) {
    command.verb = words[at].text.value;
    ++at;
    if (command.verb == "container" && at < words.size()) {
      command.verb = words[at++].text.value;
    } else if ((command.verb == "network" || command.verb == "volume" || command.verb == "stack") &&
               at < words.size()) {
      command.verb += " " + words[at++].text.value;
    }
  }
  command.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(std::min(at, words.size())), words.end());
  return command;
}

bool is_shell(std::string_view program) {
  return program == "bash" || program == "sh" || program == "dash" || program == "ash";
}

std::optional<std::string> script_file(const std::vector<Word>& words) {
  if (words.empty() || !words.front().text.is_known()) {
    return std::nullopt;
  }
  const std::string& first = words.front().text.value;
  if (!is_shell(program(words.front())) && first != "." && first != "source") {
    return first.find('/') == std::string::npos ? std::nullopt : std::optional(first);
  }
  const auto file = std::find_if(words.begin() + 1, words.end(),
                                 [](const Word& word) { return !as_written(word.text).starts_with('-'); });
  const bool line = std::any_of(words.begin() + 1, file, is_line_option);
  return file == words.end() || line || !file->text.is_known() ? std::nullopt : std::optional(file->text.value);
}

std::optional<Text> script_line(const std::vector<Word>& words) {
  if (words.empty() || !is_shell(program(words.front()))) {
    return std::nullopt;
  }
  const auto option = std::find_if(words.begin() + 1, words.end(), is_line_option);
  return words.end() - option < 2 ? std::nullopt : std::optional((option + 1)->text);
}

std::vector<std::string> compose_files(const DockerCommand& command) {
  std::vector<std::string> files;
  for (std::size_t at = 0; at < command.arguments.size(); ++at) {
    const std::string word = as_written(command.arguments[at].text);
    const bool names_next = word == "-f" || word == "--file" || word == "-c" || word == "--compose-file";
    if (names_next && at + 1 < command.arguments.size()) {
      files.push_back(as_written(command.arguments[++at].text));
    } else if (word.starts_with("--file=") || word.starts_with("--compose-file=")) {
      files.push_back(word.substr(word.find('=') + 1));
    }
  }
  return files;
}

std::optional<Text> registered_task(const std::vector<Word>& words) {
  const auto has = [&](std::string_view text) {
    return std::ranges::any_of(words, [&](const Word& word) { return is(word, text); });
  };
  if (words.empty() || program(words.front()) != "aws" || !has("ecs") || !has("register-task-definition")) {
    return std::nullopt;
  }
  const auto option = std::ranges::find_if(
      words, [](const Word& word) { return is(word, "--cli-input-json") || is(word, "--container-definitions"); });
  return words.end() - option < 2 ? std::nullopt : std::optional((option + 1)->text);
}

Unmodelled unmodelled(const std::vector<Word>& words) {
  if (starts_compose(words)) {
    return {.reason = "the Compose file that it starts is not written by what is read here: check that file too",
            .out_of_scope = false};
  }
  if (registered_task(words)) {
    return {.reason = "the task definition that it registers is not written by what is read here: check that file too",
            .out_of_scope = false};
  }
  return {.reason = "a command that neither starts a container nor prepares one"};
}

std::vector<Text> plain_arguments(const std::vector<Word>& words, std::initializer_list<std::string_view> with_value) {
  std::vector<Text> plain;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& text = words[at].text.value;
    if (text.size() > 1 && text.starts_with('-') && words[at].text.is_known()) {
      at += std::ranges::find(with_value, text) != with_value.end() ? 1 : 0;
    } else {
      plain.push_back(words[at].text);
    }
  }
  return plain;
}

}  // namespace roadworthy
