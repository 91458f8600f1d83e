#include "scenario/schema.h"

#include <iostream>
#include <memory>

#include "cli/command.h"
#include "policy/schema.h"

namespace roadworthy {

void define_schema(CLI::App& app, int& exit_code) {
  auto of = std::make_shared<std::string>("scenario");
  app.add_option("of", *of, "which files: scenario, policy, profile")
      ->check(CLI::IsMember({"scenario", "policy", "profile"}))
      ->capture_default_str();
  app.callback([of, &exit_code] {
    std::cout << (*of == "policy" ? policy_schema() : *of == "profile" ? profile_schema() : scenario_schema());
    exit_code = exit_code::kPassed;
  });
}

}  // namespace roadworthy
