#include "mocks/logstash/flow.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::pair<std::string_view, Duration>, 4> kWindows{{
    {"current", 10s},
    {"last_1_minute", 1min},
    {"last_5_minutes", 5min},
    {"last_15_minutes", 15min},
}};

double to_significant(double value) {
  return std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr);
}

/// A rate is the growth of `above` by the growth of `below`. Without a sample both count from zero.
struct Ratio {
  double above = 0;
  double below = 0;
};

/// `ratio_at` gives the counters of a sample, zeros for none.
template <typename RatioAt>
FlowWindows windows_of(const FlowSample& now, const FlowHistory& history, const RatioAt& ratio_at,
                       std::optional<double> most = std::nullopt) {
  FlowWindows windows;
  const Ratio to = ratio_at(&now, now.at);
  const auto add = [&](std::string_view window, const Ratio& from) {
    const Ratio grown{to.above - from.above, to.below - from.below};
    if (grown.below > 0) {
      const double rate = grown.above / grown.below;
      windows.emplace_back(window, FlowRate{.value = to_significant(most ? std::min(rate, *most) : rate)});
    } else if (grown.above > 0) {
      windows.emplace_back(window, FlowRate{.infinite = true});
    }
  };
  const Ratio first = ratio_at(nullptr, history.started);
  for (const auto& [window, age] : kWindows) {
    const auto newer = std::ranges::upper_bound(history.samples, now.at - age, {}, &FlowSample::at);
    if (newer != history.samples.begin()) {
      const FlowSample& sample = *std::prev(newer);
      add(window, ratio_at(&sample, sample.at));
    } else if (window == "current") {
      add(window, first);
    }
  }
  add("lifetime", first);
  return windows;
}

struct EventRate {
  std::string_view name;
  double (*count)(const EventFigures& events);
};
constexpr std::array kEventRates{
    EventRate{"input_throughput", [](const EventFigures& events) { return static_cast<double>(events.in); }},
    EventRate{"filter_throughput", [](const EventFigures& events) { return static_cast<double>(events.filtered); }},
    EventRate{"output_throughput", [](const EventFigures& events) { return static_cast<double>(events.out); }},
    EventRate{"queue_backpressure",
              [](const EventFigures& events) { return static_cast<double>(events.queue_push_duration) / 1000; }},
    EventRate{"worker_concurrency",
              [](const EventFigures& events) { return static_cast<double>(events.duration) / 1000; }},
};

FlowWindows a_second(const FlowSample& now, const FlowHistory& history, double (*count)(const EventFigures&)) {
  return windows_of(now, history, [&](const FlowSample* sample, Duration at) {
    return Ratio{sample == nullptr ? 0 : count(sample->events), seconds(at)};
  });
}

/// Percent of all workers' time that `milliseconds` of it is.
template <typename Milliseconds>
FlowWindows utilization(const FlowSample& now, const FlowHistory& history, std::uint64_t workers,
                        const Milliseconds& milliseconds) {
  const auto ratio_at = [&](const FlowSample* sample, Duration at) {
    return Ratio{sample == nullptr ? 0 : static_cast<double>(milliseconds(*sample)) / 10,
                 seconds(at) * static_cast<double>(workers)};
  };
  return windows_of(now, history, ratio_at, 100.0);
}

}  // namespace

FlowSample sample_of(Duration at, const PipelineFigures& figures) {
  FlowSample sample{.at = at, .events = figures.events, .inputs = figures.inputs, .others = figures.filters};
  sample.others.insert(sample.others.end(), figures.outputs.begin(), figures.outputs.end());
  return sample;
}

void FlowHistory::add(FlowSample sample) {
  samples.push_back(std::move(sample));
  while (samples.size() > 1 && samples[1].at <= samples.back().at - kWindows.back().second) {
    samples.pop_front();
  }
}

Flow process_flow(const FlowSample& now, const FlowHistory& history) {
  Flow flow;
  for (const EventRate& rate : kEventRates) {
    flow.emplace_back(rate.name, a_second(now, history, rate.count));
  }
  return flow;
}

Flow pipeline_flow(const FlowSample& now, const FlowHistory& history, std::uint64_t workers) {
  Flow flow = process_flow(now, history);
  flow.emplace_back("worker_utilization", utilization(now, history, workers,
                                                      [](const FlowSample& sample) { return sample.events.duration; }));
  return flow;
}

std::map<std::string, Flow> plugin_flows(const FlowSample& now, const FlowHistory& history, std::uint64_t workers) {
  std::map<std::string, Flow> flows;
  for (std::size_t i = 0; i < now.inputs.size(); ++i) {
    flows[now.inputs[i].id].emplace_back(
        "throughput", windows_of(now, history, [i](const FlowSample* sample, Duration at) {
          return Ratio{sample == nullptr ? 0 : static_cast<double>(sample->inputs[i].out), seconds(at)};
        }));
  }
  for (std::size_t i = 0; i < now.others.size(); ++i) {
    Flow& flow = flows[now.others[i].id];
    flow.emplace_back("worker_millis_per_event", windows_of(now, history, [i](const FlowSample* sample, Duration) {
                        return sample == nullptr ? Ratio{}
                                                 : Ratio{static_cast<double>(sample->others[i].duration),
                                                         static_cast<double>(sample->others[i].in)};
                      }));
    flow.emplace_back("worker_utilization", utilization(now, history, workers, [i](const FlowSample& sample) {
                        return sample.others[i].duration;
                      }));
  }
  return flows;
}

}  // namespace roadworthy::mocks
