#include <csignal>
#include <exception>
#include <iostream>

#include "cli/command.h"
#include "cli/worker.h"

int main(int argc, char** argv) {
  using namespace roadworthy;
  std::signal(SIGPIPE, SIG_IGN);
  if (argc == 2 && std::string_view(argv[1]) == kWorkerArgument) {
    return run_worker();
  }
  CLI::App app("Roadworthy puts a sidecar deployment on the test stand before it is merged.", "roadworthy");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "print this help");
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
