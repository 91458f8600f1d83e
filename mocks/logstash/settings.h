#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/duration.h"
#include "core/error.h"
#include "mocks/logstash/deployment.h"
#include "mocks/logstash/version.h"

namespace roadworthy::mocks {

/// What a Logstash is told on its command line, with Logstash's own defaults, and what only the stand-in knows.
struct LogstashSettings {
  // Logstash's, see "Running Logstash from the Command Line" in its reference.
  std::string node_name;      ///< `-n`; empty: the host's name.
  std::string path_config;    ///< `-f`
  std::string config_string;  ///< `-e`
  std::string path_logs;      ///< `-l`; empty: to the console alone, as the official image does.
  std::string path_data;      ///< Holds the node's persistent id in `uuid`; empty: a new id each time.
  std::string path_settings;
  std::string pipeline_id = "main";
  std::string queue_type = "memory";  ///< memory or persisted
  std::string log_level = "info";     ///< fatal, error, warn, info, debug, trace
  std::string log_format = "plain";   ///< plain or json
  std::string api_host = "0.0.0.0";   ///< What the official image sets; Logstash itself defaults to 127.0.0.1.
  std::uint16_t first_api_port = 9600;
  std::uint16_t last_api_port = 9700;
  std::uint64_t workers = 2;
  std::uint64_t batch_size = 125;
  std::uint64_t batch_delay = 50;  ///< Milliseconds.
  bool reload_automatic = false;
  bool test_and_exit = false;
  bool print_version = false;

  // The stand-in's.
  bool control = false;
  LogstashVersion version;
  std::vector<const Target*> targets;              ///< Never empty.
  std::string log_profile = "all";                 ///< From the environment's LOG_PROFILE.
  std::map<std::string, std::string> payloads;     ///< Path to the name of the file that is served there.
  Duration api_delay{};                            ///< The API refuses connections for so long.
  Duration pipeline_start_delay{};                 ///< The API knows of no pipeline for so long.
  double rate = 50;                                ///< Events a second.
  std::uint64_t rotate_bytes = 100 * 1024 * 1024;  ///< The log file rolls over at this size.
};

/// Reads the command line; a leading word `logstash` is skipped, as the image's entry point does. The error (`usage`)
/// has Logstash's words: `Unrecognised option '--x'`. A call for help is an error too: its remedy is the text, and
/// its message is empty.
[[nodiscard]] Result<LogstashSettings> parse_command_line(
    std::vector<std::string> arguments,
    const std::function<std::optional<std::string>(std::string_view)>& environment_variable);

}  // namespace roadworthy::mocks
