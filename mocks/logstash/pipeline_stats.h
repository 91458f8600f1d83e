#pragma once

#include "mocks/logstash/node.h"

namespace roadworthy::mocks {

/// What `/_node/stats/pipelines` has under one pipeline's id.
[[nodiscard]] Json pipeline_stats(const Node& node, const Figures& figures, const PipelineFigures& pipeline);

/// `events` and `flow`, which the process has as well as each pipeline.
[[nodiscard]] Json events_of(const EventFigures& events);
[[nodiscard]] Json flow_of(const Flow& flow);

}  // namespace roadworthy::mocks
