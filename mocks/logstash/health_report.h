#pragma once

#include <string>

#include "mocks/logstash/node.h"

namespace roadworthy::mocks {

/// `green`, `yellow`, `red` or `unknown`: the status in every document from 8.16 on.
[[nodiscard]] std::string health_word(const Figures& figures);

/// `GET /_health_report`, without the envelope's own fields.
[[nodiscard]] Json health_report(const Figures& figures);

}  // namespace roadworthy::mocks
