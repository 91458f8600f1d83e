#include <algorithm>
#include <cerrno>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "cli/registry.h"
#include "cli/run_request.h"

namespace roadworthy {
namespace {

/// Becomes the stand-in; returns only when that cannot be.
int become(const StandInKind& kind, const std::string& listen, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), fmt::format("{}/{}", libexec_folder(), kind.program));
  if (!listen.empty()) {
    arguments.emplace_back("--listen");
    arguments.push_back(listen);
  }
  std::vector<char*> pointers;
  for (std::string& argument : arguments) {
    pointers.push_back(argument.data());
  }
  pointers.push_back(nullptr);
  execv(pointers.front(), pointers.data());
  print_errors({fail_system("cannot run " + arguments.front(), errno, "build it, or set ROADWORTHY_LIBEXEC").error()});
  return exit_code::kEnvironment;
}

}  // namespace

void define_mock(CLI::App& app, int& exit_code) {
  struct Request {
    std::string name;
    std::string listen;
  };
  auto request = std::make_shared<Request>();
  std::vector<std::string> names;
  for (const StandInKind& kind : stand_in_kinds()) {
    names.emplace_back(kind.name);
  }
  app.add_option("name", request->name, fmt::format("the stand-in: {}", fmt::join(names, ", ")))
      ->required()
      ->check(CLI::IsMember(names));
  app.add_option("--listen", request->listen, "where it listens; port 0 takes a free one [the stand-in's own default]")
      ->type_name("HOST:PORT");
  app.allow_extras();
  app.footer("Further arguments go to the stand-in. Its first line on standard output says where it listens.");
  app.callback([request, &app, &exit_code] {
    const auto kinds = stand_in_kinds();
    const auto kind = std::ranges::find(kinds, request->name, &StandInKind::name);
    exit_code = become(*kind, request->listen, app.remaining());
  });
}

}  // namespace roadworthy
