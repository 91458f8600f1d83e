#pragma once

#include <map>
#include <string>
#include <string_view>

#include <httplib.h>

#include "mocks/logstash/node.h"

namespace roadworthy::mocks {

struct Answer {
  int status = 200;
  Json document;
  std::string text;  ///< In place of the document; `text/plain`.
};

/// Level by logger, which `PUT /_node/logging` changes.
using LogLevels = std::map<std::string, std::string>;
[[nodiscard]] LogLevels default_log_levels();

/// Answers a request for `path` (without a slash at its end) as Logstash's monitoring API does when the figures are
/// these: 404 for what it does not have, 400 for a parameter that it does not know.
[[nodiscard]] Answer answer_route(const httplib::Request& request, const std::string& path, const Node& node,
                                  const Figures& figures, LogLevels& levels);

/// The document of `GET /_node/stats`.
[[nodiscard]] Json stats_document(const Node& node, const Figures& figures);

}  // namespace roadworthy::mocks
