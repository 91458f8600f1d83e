#include <array>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"

namespace roadworthy {
namespace {

/// The long names of a command's options: `--label`.
std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

/// What an option or argument may be where that is a fixed list, which its type's name ends with: `TEXT:{a,b}`.
std::vector<std::string> choices(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto begin = type.find('{');
  if (begin == std::string::npos || !type.ends_with('}')) {
    return {};
  }
  return CLI::detail::split(type.substr(begin + 1, type.size() - begin - 2), ',');
}

/// Calls `visit(command, option, its choices)` for every option that has some.
void for_choices(
    const CLI::App& program,
    const std::function<void(const CLI::App&, const CLI::Option&, const std::vector<std::string>&)>& visit) {
  for (const CLI::App* command : program.get_subcommands({})) {
    for (const CLI::Option* option : command->get_options()) {
      if (const auto words = choices(*option); !words.empty()) {
        visit(*command, *option, words);
      }
    }
  }
}

std::string bash_script(const CLI::App& program) {
  std::vector<std::string> commands;
  std::string options;
  for (const CLI::App* command : program.get_subcommands({})) {
    commands.push_back(command->get_name());
    options += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(), fmt::join(option_names(*command), " "));
  }
  std::string values;
  for_choices(program, [&](const CLI::App& command, const CLI::Option& option, const std::vector<std::string>& words) {
    // An argument's place is not known by its name: it may stand wherever an option may.
    if (option.get_positional()) {
      values += fmt::format("    {}:*) words+=\" {}\" ;;\n", command.get_name(), fmt::join(words, " "));
    }
    for (const std::string& name : option.get_lnames()) {
      values += fmt::format("    {}:--{}) words=\"{}\" ;;\n", command.get_name(), name, fmt::join(words, " "));
    }
  });
  return fmt::format(R"(_roadworthy() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} words=""
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "{} --help --version" -- "$current"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
  case ${{COMP_WORDS[1]}}:${{COMP_WORDS[COMP_CWORD - 1]}} in
{}  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _roadworthy roadworthy
)",
                     fmt::join(commands, " "), options, values);
}

std::string zsh_script(const CLI::App& program) {
  return "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n" + bash_script(program);
}

/// In single quotes, as fish reads them.
std::string fish_quote(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) {
    quoted += letter == '\'' || letter == '\\' ? std::string{'\\', letter} : std::string{letter};
  }
  return quoted + "'";
}

std::string fish_script(const CLI::App& program) {
  std::string text;
  for (const CLI::App* command : program.get_subcommands({})) {
    text += fmt::format("complete -c roadworthy -f -n __fish_use_subcommand -a {} -d {}\n", command->get_name(),
                        fish_quote(command->get_description()));
    for (const CLI::Option* option : command->get_options()) {
      const auto words = choices(*option);
      const std::string values = words.empty() ? "" : " -x -a " + fish_quote(fmt::format("{}", fmt::join(words, " ")));
      for (const std::string& name : option->get_lnames()) {
        text += fmt::format("complete -c roadworthy -n '__fish_seen_subcommand_from {}' -l {} -d {}{}\n",
                            command->get_name(), name, fish_quote(option->get_description()), values);
      }
    }
  }
  return text;
}

struct Shell {
  const char* name;
  std::string (*script)(const CLI::App& program);
};
constexpr std::array kShells{Shell{"bash", &bash_script}, Shell{"zsh", &zsh_script}, Shell{"fish", &fish_script}};

}  // namespace

void define_completion(CLI::App& app, int& exit_code) {
  auto chosen = std::make_shared<std::string>();
  std::vector<std::string> names;
  for (const Shell& shell : kShells) {
    names.emplace_back(shell.name);
  }
  app.add_option("shell", *chosen, "bash, zsh or fish")->required()->check(CLI::IsMember(names));
  app.footer("bash: source <(roadworthy completion bash)     fish: roadworthy completion fish | source");
  app.callback([&app, chosen, &exit_code] {
    for (const Shell& shell : kShells) {
      if (*chosen == shell.name) {
        std::cout << shell.script(*app.get_parent());
      }
    }
    exit_code = exit_code::kPassed;
  });
}

}  // namespace roadworthy
