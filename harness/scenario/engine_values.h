#pragma once

#include "core/topology.h"
#include "document/decoder.h"

namespace roadworthy {

/// Values of the Compose specification that have a form of their own. Each reads one key of a container.

/// `512m`, `1.5gb`, or bytes. Units are powers of 1024.
void decode_memory(const NodeView& node, Errors& errors, EngineSettings& settings);
/// By name a number, or `{ soft: N, hard: N }`; -1 is no limit.
void decode_ulimits(const NodeView& node, Errors& errors, EngineSettings& settings);
/// A mapping, or a list of `NAME:ADDRESS` and `NAME=ADDRESS`; an address in numbers, or `host-gateway`.
void decode_extra_hosts(const NodeView& node, Errors& errors, EngineSettings& settings);
void decode_healthcheck(const NodeView& node, Errors& errors, EngineSettings& settings);

}  // namespace roadworthy
