#include "cli/version.h"

#include <iostream>

#include "cli/command.h"

namespace roadworthy {

std::string_view version() {
  return ROADWORTHY_VERSION;
}

void define_version(CLI::App& app, int& exit_code) {
  app.callback([&exit_code] {
    std::cout << "roadworthy " << version() << '\n';
    exit_code = exit_code::kPassed;
  });
}

}  // namespace roadworthy
