// A stand-in for Logstash: see README.md.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

#include "mocks/http/program.h"
#include "mocks/http/server.h"
#include "mocks/logstash/api.h"
#include "mocks/logstash/commands.h"
#include "mocks/logstash/identifiers.h"
#include "mocks/logstash/log_file.h"
#include "mocks/logstash/narrator.h"

namespace roadworthy::mocks {
namespace {

std::optional<std::string> environment_variable(std::string_view name) {
  const char* const value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

/// A node keeps its id where its data is; without such a folder it has a new one each time.
std::string node_id(const std::string& path_data) {
  if (path_data.empty()) {
    return random_uuid();
  }
  const auto file = std::filesystem::path(path_data) / "uuid";
  std::string id;
  if (std::ifstream in(file); in >> id) {
    return id;
  }
  id = random_uuid();
  std::error_code ignored;
  std::filesystem::create_directories(path_data, ignored);
  std::ofstream(file) << id;
  return id;
}

Result<std::map<std::string, std::string>> read_payloads(const std::map<std::string, std::string>& files) {
  std::map<std::string, std::string> payloads;
  for (const auto& [path, file] : files) {
    std::ifstream in(file, std::ios::binary);
    payloads[path].assign(std::istreambuf_iterator<char>(in), {});
    if (!in) {
      return fail(ErrorKind::environment, fmt::format("cannot read the payload {}", file));
    }
  }
  return payloads;
}

int complain(const Error& error) {
  std::cerr << fmt::format("ERROR: {}\n", error.message);
  if (error.kind == ErrorKind::usage) {
    std::cerr << "\nSee: 'bin/logstash --help'\n";
  }
  return 1;
}

int serve(const LogstashSettings& settings) {
  auto payloads = read_payloads(settings.payloads);
  if (!payloads) {
    return complain(payloads.error());
  }
  auto log = LogFile::open({.folder = settings.path_logs,
                            .json = settings.log_format == "json",
                            .level = parse_log_level(settings.log_level),
                            .rotate_bytes = settings.rotate_bytes});
  if (!log) {
    return complain(log.error());
  }
  const SteadyClock clock;
  Model model({.pipeline = {.id = settings.pipeline_id,
                            .targets = settings.targets,
                            .forwarded = types_of_profile(settings.log_profile),
                            .workers = settings.workers,
                            .batch_size = settings.batch_size},
               .pipeline_start_delay = settings.pipeline_start_delay},
              {.rate = settings.rate}, clock);
  Journal journal;
  Faults faults(clock);
  std::unique_ptr<LogstashApi> api;  // Names the port, which only the bound server knows; requests come after `start`.
  Server server(
      {.address = {settings.api_host, settings.first_api_port, settings.last_api_port},
       .closed_at_first = settings.api_delay},
      [&](const httplib::Request& request, httplib::Response& response) { api->answer(request, response); }, journal,
      faults, clock);
  if (auto bound = server.bind(); !bound) {
    return complain(bound.error());
  }
  const std::string host = host_name();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const Node node{.settings = settings,
                  .host = host,
                  .name = settings.node_name.empty() ? host : settings.node_name,
                  .id = node_id(settings.path_data),
                  .ephemeral_id = random_uuid(),
                  .http_address = server.address(),
                  .started_at = std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
  api = std::make_unique<LogstashApi>(node, model, std::move(*payloads));
  if (auto started = server.start(); !started) {
    return complain(started.error());
  }
  Narrator narrator(node, model, **log, server.port(), settings.api_delay);

  std::vector<Command> commands = common_commands(server, faults, journal);
  std::ranges::move(logstash_commands(model, *api, **log, narrator), std::back_inserter(commands));
  const Control control(std::move(commands));
  return run_program(control, {.control = settings.control, .address = node.http_address, .on_signal = [&] {
                                 narrator.say_goodbye();
                               }});
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
    std::cout << fmt::format("logstash {}\n", settings->version.text());
    return 0;
  }
  if (settings->test_and_exit) {
    std::cout << "Configuration OK\n";
    return 0;
  }
  return serve(*settings);
}

}  // namespace
}  // namespace roadworthy::mocks

int main(int count, char** values) {
  roadworthy::mocks::hold_end_signals();
  try {
    return roadworthy::mocks::run({values + 1, values + count});
  } catch (const std::exception& error) {
    std::cerr << fmt::format("ERROR: {}\n", error.what());
    return 1;
  }
}
