#include <iostream>

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "cli/registry.h"
#include "runtime/runtimes.h"

namespace roadworthy {
namespace {

int examine() {
  utsname system{};
  uname(&system);
  std::cout << fmt::format("kernel: {} {}\n", static_cast<const char*>(system.sysname),
                           static_cast<const char*>(system.release));
  bool usable = false;
  for (const RuntimeKind& kind : runtimes()) {
    const RuntimeExamination found = kind.examine();
    usable = usable || found.usable;
    std::cout << fmt::format("runtime {}: {}\n", kind.name, found.found);
    if (!found.remedy.empty()) {
      std::cout << fmt::format("  remedy: {}\n", found.remedy);
    }
  }
  for (const StandInKind& kind : stand_in_kinds()) {
    const std::string program = fmt::format("{}/{}", libexec_folder(), kind.program);
    std::cout << fmt::format("stand-in {}: {}\n", kind.name,
                             access(program.c_str(), X_OK) == 0 ? program : program + " is missing");
  }
  const auto data = data_folder();
  std::cout << fmt::format("checklist: {}\n", data ? *data + "/scenarios/checklist.yaml" : data.error().message);
  return usable ? exit_code::kPassed : exit_code::kEnvironment;
}

}  // namespace

void define_doctor(CLI::App& app, int& exit_code) {
  app.callback([&exit_code] { exit_code = examine(); });
}

}  // namespace roadworthy
