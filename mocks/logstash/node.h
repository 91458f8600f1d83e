#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "mocks/logstash/figures.h"
#include "mocks/logstash/settings.h"

namespace roadworthy::mocks {

using Json = nlohmann::ordered_json;  ///< Documents keep the order that Logstash gives them.

/// What does not change while the process lives.
struct Node {
  LogstashSettings settings;
  std::string host;
  std::string name;
  std::string id;            ///< Persistent, see `settings.path_data`.
  std::string ephemeral_id;  ///< Of this process.
  std::string http_address;
  std::int64_t started_at = 0;  ///< Unix time in milliseconds.
};

/// `GET /`: host, version, ids and status, and the build. Part of every other document, less the build.
[[nodiscard]] Json envelope(const Node& node, const Figures& figures);
[[nodiscard]] Json root_document(const Node& node, const Figures& figures);

/// The parts of `GET /_node`.
[[nodiscard]] Json node_pipelines(const Node& node, const Figures& figures);
[[nodiscard]] Json node_os();
[[nodiscard]] Json node_jvm(const Node& node, const Figures& figures);
/// `total` and `plugins` of `GET /_node/plugins`.
[[nodiscard]] Json node_plugins(const Node& node);

}  // namespace roadworthy::mocks
