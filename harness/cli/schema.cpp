#include "scenario/schema.h"

#include <iostream>

#include "cli/command.h"

namespace roadworthy {

void define_schema(CLI::App& app, int& exit_code) {
  app.callback([&exit_code] {
    std::cout << scenario_schema();
    exit_code = exit_code::kPassed;
  });
}

}  // namespace roadworthy
