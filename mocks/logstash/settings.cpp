#include "mocks/logstash/settings.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace roadworthy::mocks {
namespace {

/// Options that are words on the command line and become values afterwards.
struct Written {
  std::string api_port = "9600-9700";
  std::string version;
  std::string reload_interval;
  std::vector<std::string> targets;
  std::vector<std::string> payloads;
  std::string api_delay = "0s";
  std::string pipeline_start_delay = "0s";
  std::vector<std::string> words;
  std::string listen;
};

void add_logstash_options(CLI::App& app, LogstashSettings& settings, Written& written) {
  app.add_option("-n,--node.name", settings.node_name, "Name of this node");
  app.add_option("-f,--path.config", settings.path_config, "File or folder with the pipeline's configuration");
  app.add_option("-e,--config.string", settings.config_string, "The pipeline's configuration itself");
  app.add_option("-l,--path.logs", settings.path_logs, "Folder for log files");
  app.add_option("--path.data", settings.path_data, "Folder for persistent data");
  app.add_option("--path.settings", settings.path_settings, "Folder with logstash.yml");
  app.add_option("-p,--path.plugins", written.reload_interval, "Not looked at")->group("");
  app.add_option("--pipeline.id", settings.pipeline_id, "Name of the pipeline");
  app.add_option("-w,--pipeline.workers", settings.workers, "Number of workers")->check(CLI::Range(1, 1024));
  app.add_option("-b,--pipeline.batch.size", settings.batch_size, "Events in a batch")->check(CLI::Range(1, 100'000));
  app.add_option("-u,--pipeline.batch.delay", settings.batch_delay, "Milliseconds to wait for a batch")
      ->check(CLI::Range(1, 60'000));
  app.add_flag("-r,--config.reload.automatic", settings.reload_automatic, "Watch the configuration");
  app.add_option("--config.reload.interval", written.reload_interval, "How often to look at the configuration");
  app.add_flag("-t,--config.test_and_exit", settings.test_and_exit, "Check the configuration and exit");
  app.add_option("--queue.type", settings.queue_type, "memory or persisted")
      ->check(CLI::IsMember({"memory", "persisted"}));
  app.add_option("--log.level", settings.log_level, "fatal, error, warn, info, debug or trace")
      ->check(CLI::IsMember({"fatal", "error", "warn", "info", "debug", "trace"}));
  app.add_option("--log.format", settings.log_format, "plain or json")->check(CLI::IsMember({"plain", "json"}));
  app.add_option("--api.http.host,--http.host", settings.api_host, "Address of the API");
  app.add_option("--api.http.port,--http.port", written.api_port, "Port, or range of ports, of the API");
  app.add_flag("-V,--version", settings.print_version, "Print the version and exit");
}

void add_own_options(CLI::App& app, LogstashSettings& settings, Written& written) {
  const std::string group = "Of the stand-in alone";
  app.add_flag("--control", settings.control, "Take commands on standard input")->group(group);
  app.add_option("--listen", written.listen, "HOST:PORT of the API, as every stand-in takes it; port 0 is a free one")
      ->group(group);
  app.add_option("--logstash-version", written.version, "Which Logstash to be: 7.17.x or 8.x")->group(group);
  app.add_option("--target", written.targets, "Where the logs go; repeatable")->group(group);
  app.add_option("--payload", written.payloads, "PATH=FILE: answer PATH with FILE; repeatable")->group(group);
  app.add_option("--api-delay", written.api_delay, "The API comes so much later, such as 2s")->group(group);
  app.add_option("--pipeline-start-delay", written.pipeline_start_delay, "Pipelines come so much later")->group(group);
  app.add_option("--rate", settings.rate, "Events a second")->check(CLI::Range(0.0, 1e6))->group(group);
  app.add_option("--log-rotate-bytes", settings.rotate_bytes, "Size at which the log file rolls over")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40))
      ->group(group);
}

std::unexpected<Error> wrong(std::string message) {
  return fail(ErrorKind::usage, std::move(message));
}

Result<void> read_ports(std::string_view text, LogstashSettings& settings) {
  const auto dash = text.find('-');
  const std::string_view first = text.substr(0, dash);
  const std::string_view last = dash == text.npos ? first : text.substr(dash + 1);
  const auto number = [](std::string_view digits, std::uint16_t& port) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  if (!number(first, settings.first_api_port) || !number(last, settings.last_api_port) ||
      settings.last_api_port < settings.first_api_port) {
    return wrong(fmt::format("option '--api.http.port': \"{}\" is no port and no range of ports", text));
  }
  return {};
}

Result<void> read_listen(const std::string& text, LogstashSettings& settings) {
  if (text.empty()) {
    return {};
  }
  const auto colon = text.rfind(':');
  if (colon == text.npos || colon == 0) {
    return wrong(fmt::format("option '--listen': \"{}\" is not HOST:PORT", text));
  }
  settings.api_host = text.substr(0, colon);
  return read_ports(std::string_view(text).substr(colon + 1), settings);
}

Result<void> read_targets(const Written& written, LogstashSettings& settings,
                          const std::function<std::optional<std::string>(std::string_view)>& variable) {
  for (const std::string& name : written.targets) {
    if (name == "dynatrace") {  // Metrics and logs from one pipeline.
      settings.targets.push_back(find_target("dynatrace-metrics"));
      settings.targets.push_back(find_target("dynatrace-logs"));
      continue;
    }
    const Target* target = find_target(name);
    if (target == nullptr) {
      return wrong(fmt::format("option '--target': there is no target \"{}\"", name));
    }
    settings.targets.push_back(target);
  }
  if (settings.targets.empty()) {
    settings.targets = targets_of_environment(variable);
  }
  settings.log_profile = variable("LOG_PROFILE").value_or("all");
  return {};
}

Result<void> read_payloads(const Written& written, LogstashSettings& settings) {
  for (const std::string& entry : written.payloads) {
    const auto equals = entry.find('=');
    if (!entry.starts_with('/') || equals == entry.npos || equals + 1 == entry.size()) {
      return wrong(fmt::format("option '--payload': \"{}\" is not PATH=FILE", entry));
    }
    settings.payloads[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return {};
}

Result<void> read_delay(std::string_view option, const std::string& text, Duration& delay) {
  const auto parsed = parse_duration(text);
  if (!parsed) {
    return wrong(fmt::format("option '{}': {}", option, parsed.error().message));
  }
  delay = *parsed;
  return {};
}

Result<void> read_version(const std::string& text, LogstashSettings& settings) {
  if (text.empty()) {
    return {};
  }
  const auto version = parse_version(text);
  if (!version) {
    return wrong(fmt::format("option '--logstash-version': \"{}\" is no version of Logstash 7 or 8", text));
  }
  settings.version = *version;
  return {};
}

bool is_entry_point_word(const std::string& word) {
  return std::filesystem::path(word).filename() == "logstash";
}

}  // namespace

Result<LogstashSettings> parse_command_line(
    std::vector<std::string> arguments,
    const std::function<std::optional<std::string>(std::string_view)>& environment_variable) {
  LogstashSettings settings;
  Written written;
  CLI::App app("A stand-in for Logstash: its monitoring API, its log file, no events.", "logstash");
  add_logstash_options(app, settings, written);
  add_own_options(app, settings, written);
  app.allow_extras();
  try {
    std::ranges::reverse(arguments);  // As the library wants them.
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    return fail(ErrorKind::usage, "", app.help());
  } catch (const CLI::ParseError& error) {
    return wrong(error.what());
  }
  bool first = true;
  for (const std::string& word : app.remaining()) {
    if (word.starts_with('-')) {
      return wrong(fmt::format("Unrecognised option '{}'", word.substr(0, word.find('='))));
    }
    if (!std::exchange(first, false) || !is_entry_point_word(word)) {
      return wrong("too many arguments");
    }
  }
  for (const auto& read : {
           read_ports(written.api_port, settings),
           read_listen(written.listen, settings),
           read_version(written.version, settings),
           read_targets(written, settings, environment_variable),
           read_payloads(written, settings),
           read_delay("--api-delay", written.api_delay, settings.api_delay),
           read_delay("--pipeline-start-delay", written.pipeline_start_delay, settings.pipeline_start_delay),
       }) {
    if (!read) {
      return std::unexpected(read.error());
    }
  }
  return settings;
}

}  // namespace roadworthy::mocks
