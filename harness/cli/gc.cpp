#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/kept_stands.h"
#include "cli/run_folder.h"
#include "cli/run_request.h"
#include "runtime/docker/docker_runtime.h"

namespace roadworthy {
namespace {

int collect(bool dry_run, const ReleasedStands& released) {
  const auto abandoned = abandoned_run_folders(released);
  if (!abandoned) {
    print_errors({abandoned.error()});
    return exit_code::kEnvironment;
  }
  int code = exit_code::kPassed;
  for (const auto& on_engine : {abandoned_on_engine(released), old_images_on_engine()}) {
    if (!on_engine) {
      print_errors({on_engine.error()});
      code = exit_code::kEnvironment;
      continue;
    }
    for (const Abandoned& each : *on_engine) {
      if (dry_run) {
        std::cout << "would remove " << each.what << '\n';
      } else if (const auto removed = remove_from_engine(each); removed) {
        std::cout << "removed " << each.what << '\n';
      } else {
        print_errors({removed.error()});
        code = exit_code::kLeftBehind;
      }
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
  auto kept = std::make_shared<bool>(false);
  auto names = std::make_shared<std::vector<std::string>>();
  auto* flag = app.add_flag("--kept", *kept, "also stands that `run --keep` left: all of them, or those named");
  app.add_option("stands", *names, "the kept stands that are meant")->type_name("STAND")->needs(flag);
  app.callback([dry_run, kept, names, &exit_code] {
    ReleasedStands released{.names = {names->begin(), names->end()}};
    if (*kept && names->empty()) {
      // Those that are recorded here: others on the same Engine are somebody else's.
      for (const KeptRecord& record : read_kept().value_or(std::vector<KeptRecord>{})) {
        released.names.insert(record.name);
      }
    }
    exit_code = collect(*dry_run, released);
  });
}

}  // namespace roadworthy
