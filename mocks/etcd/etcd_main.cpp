// A stand-in for etcd: see README.md.
#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

#include "mocks/etcd/commands.h"
#include "mocks/etcd/endpoints.h"
#include "mocks/etcd/settings.h"
#include "mocks/http/program.h"

namespace roadworthy::mocks::etcd {
namespace {

std::optional<std::string> environment_variable(std::string_view name) {
  const char* const value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int complain(const Error& error) {
  std::cerr << fmt::format("etcd: {}\n", error.message);
  return 1;
}

int serve(const Settings& settings) {
  const SteadyClock clock;
  State state(clock, settings.limits, settings.token_life);
  Journal journal;
  Faults faults(clock, Service::own_faults());
  Service service(state, faults, journal);
  if (!settings.data_folder.empty()) {
    if (auto kept = service.keep_in(settings.data_folder); !kept) {
      return complain(kept.error());
    }
  }
  Endpoints endpoints(settings, service);
  if (auto bound = endpoints.bind(); !bound) {
    return complain(bound.error());
  }
  service.begin();
  if (auto started = endpoints.start(); !started) {
    return complain(started.error());
  }
  const Control control(etcd_commands(endpoints, service));
  const int status = run_program(control, {.control = settings.control, .address = endpoints.address()});
  service.stop();
  return status;
}

int run(std::vector<std::string> arguments) {
  const auto settings = parse_command_line(std::move(arguments), &environment_variable);
  if (!settings && settings.error().message.empty()) {
    std::cout << settings.error().remedy;
    return 0;
  }
  if (!settings) {
    return complain(settings.error());
  }
  if (settings->print_version) {
    std::cout << "etcd Version: 3.5.1\n";
    return 0;
  }
  return serve(*settings);
}

}  // namespace
}  // namespace roadworthy::mocks::etcd

int main(int count, char** values) {
  roadworthy::mocks::hold_end_signals();
  try {
    return roadworthy::mocks::etcd::run({values + 1, values + count});
  } catch (const std::exception& error) {
    std::cerr << fmt::format("etcd: {}\n", error.what());
    return 1;
  }
}
