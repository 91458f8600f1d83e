#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/registry.h"
#include "cli/run_request.h"

namespace roadworthy {
namespace {

struct ValidateRequest {
  std::vector<std::string> paths;
  Inputs inputs;
};

int validate(const ValidateRequest& request) {
  auto options = make_load_options();
  if (!options) {
    print_errors(options.error());
    return exit_code::kEnvironment;
  }
  apply(request.inputs, *options);
  const auto files = find_scenario_files(request.paths);
  if (!files) {
    print_errors({files.error()});
    return exit_code::kUsage;
  }
  if (files->empty()) {
    print_errors({{.kind = ErrorKind::usage,
                   .message = "no scenario file was found",
                   .remedy = "name files or folders",
                   .where = {}}});
    return exit_code::kUsage;
  }
  std::size_t wrong = 0;
  for (const std::string& file : *files) {
    if (const auto loaded = load_scenario(file, *options); !loaded) {
      print_errors(loaded.error());
      ++wrong;
    }
  }
  std::cout << fmt::format("{} {} read, {} with mistakes\n", files->size(), files->size() == 1 ? "file" : "files",
                           wrong);
  return wrong == 0 ? exit_code::kPassed : exit_code::kUsage;
}

}  // namespace

void define_validate(CLI::App& app, int& exit_code) {
  auto request = std::make_shared<ValidateRequest>();
  app.add_option("paths", request->paths, "scenario files, and folders to search for them")->required();
  add_input_options(app, request->inputs);
  app.callback([request, &exit_code] { exit_code = validate(*request); });
}

}  // namespace roadworthy
