#pragma once

#include <string>

#include "mocks/logstash/node.h"

namespace roadworthy::mocks {

/// As Logstash prints it: compact, or with `?pretty` in lines, with a space on both sides of a colon.
[[nodiscard]] std::string print(const Json& document, bool pretty);

}  // namespace roadworthy::mocks
