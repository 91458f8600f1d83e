#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/version.h"
#include "cli/worker.h"
#include "document/decoder.h"

namespace {

using namespace roadworthy;

/// The first word, when it is meant as a command and none is called so.
const char* unknown_command(int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') {
    return nullptr;
  }
  const auto known = [&](const Command& command) { return command.name == argv[1]; };
  return std::ranges::any_of(commands(), known) ? nullptr : argv[1];
}

int refuse_command(const std::string& word) {
  std::vector<std::string> names;
  std::ranges::transform(commands(), std::back_inserter(names),
                         [](const Command& each) { return std::string(each.name); });
  const auto meant = nearest(word, names);
  std::cerr << fmt::format("roadworthy: there is no command `{}`{}\n  the commands are: {}\n", word,
                           meant.empty() ? "" : fmt::format("; did you mean `{}`?", meant), fmt::join(names, ", "));
  return exit_code::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (argc == 2 && std::string_view(argv[1]) == kWorkerArgument) {
    return run_worker();
  }
  if (const char* word = unknown_command(argc, argv)) {
    return refuse_command(word);
  }
  CLI::App app("Roadworthy puts a sidecar deployment on the test stand before it is merged.", "roadworthy");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "print this help");
  app.set_version_flag("--version", fmt::format("roadworthy {}", version()), "print the version");
  app.footer(
      "`roadworthy COMMAND --help` says more of each. Exit codes: 0 all passed, 1 a check failed, 2 usage or an "
      "invalid file,\n"
      "3 the environment broke, 4 out of time, 5 something was left behind, 77 all skipped (with --skip-unavailable).");
  int code = exit_code::kUsage;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    command.define(*sub, code);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_code::kPassed : exit_code::kUsage;
  } catch (const std::exception& error) {
    std::cerr << "roadworthy: internal error: " << error.what() << '\n';
    return exit_code::kEnvironment;
  }
  return code;
}
