#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/run_folder.h"
#include "cli/run_request.h"
#include "runtime/docker/docker_runtime.h"

namespace roadworthy {
namespace {

int collect(bool dry_run) {
  const auto abandoned = abandoned_run_folders();
  if (!abandoned) {
    print_errors({abandoned.error()});
    return exit_code::kEnvironment;
  }
  int code = exit_code::kPassed;
  const auto on_engine = abandoned_on_engine();
  if (!on_engine) {
    print_errors({on_engine.error()});
    code = exit_code::kEnvironment;
  }
  for (const Abandoned& each : on_engine ? *on_engine : std::vector<Abandoned>{}) {
    if (dry_run) {
      std::cout << "would remove " << each.what << '\n';
    } else if (const auto removed = remove_from_engine(each); removed) {
      std::cout << "removed " << each.what << '\n';
    } else {
      print_errors({removed.error()});
      code = exit_code::kLeftBehind;
    }
  }
  for (const std::string& folder : *abandoned) {
    if (dry_run) {
      std::cout << "would remove " << folder << '\n';
    } else if (const auto removed = remove_run_folder(folder); removed) {
      std::cout << "removed " << folder << '\n';
    } else {
      print_errors({removed.error()});
      code = exit_code::kLeftBehind;
    }
  }
  return code;
}

}  // namespace

void define_gc(CLI::App& app, int& exit_code) {
  auto dry_run = std::make_shared<bool>(false);
  app.add_flag("--dry-run", *dry_run, "only say what would be removed");
  app.callback([dry_run, &exit_code] { exit_code = collect(*dry_run); });
}

}  // namespace roadworthy
