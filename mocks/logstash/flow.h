#pragma once

#include <deque>
#include <map>
#include <string>

#include "mocks/logstash/figures.h"

namespace roadworthy::mocks {

/// Counters of one moment, from which flow rates are computed. Times are the model's own.
struct FlowSample {
  Duration at{};
  EventFigures events;
  std::vector<PluginFigures> inputs;
  std::vector<PluginFigures> others;  ///< Filters and outputs.
};

[[nodiscard]] FlowSample sample_of(Duration at, const PipelineFigures& figures);

/// The past of a pipeline, or of the process: what rates are differences to.
struct FlowHistory {
  Duration started{};              ///< When every counter was zero.
  std::deque<FlowSample> samples;  ///< In order of time.

  /// Keeps the sample, and as many before it as the longest window needs.
  void add(FlowSample sample);
};

/// Rates over Logstash's windows: `current` (10 seconds, or since the start), `last_1_minute`, `last_5_minutes` and
/// `last_15_minutes` once they are filled, `lifetime`. Four significant digits.
[[nodiscard]] Flow process_flow(const FlowSample& now, const FlowHistory& history);
/// The same, and how busy the workers are: `worker_utilization`, in percent.
[[nodiscard]] Flow pipeline_flow(const FlowSample& now, const FlowHistory& history, std::uint64_t workers);
/// By plugin id: `throughput` of inputs, `worker_utilization` and `worker_millis_per_event` of the others.
[[nodiscard]] std::map<std::string, Flow> plugin_flows(const FlowSample& now, const FlowHistory& history,
                                                       std::uint64_t workers);

}  // namespace roadworthy::mocks
