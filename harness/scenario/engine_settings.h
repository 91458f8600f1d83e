#pragma once

#include "core/topology.h"
#include "document/decoder.h"

namespace roadworthy {

/// Reads what only a container engine gives a container (`cpus`, `mem_limit`, `healthcheck`, ...), by the names and in
/// the forms of the Compose specification.
[[nodiscard]] EngineSettings decode_engine_settings(Decoder& decode);

/// `command` and `entrypoint` as Compose has them: a list, or a line that is split into words. No shell reads it.
[[nodiscard]] std::vector<std::string> decode_words(const NodeView& node, Errors& errors);

}  // namespace roadworthy
