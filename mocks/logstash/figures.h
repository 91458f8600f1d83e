#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/duration.h"
#include "mocks/logstash/deployment.h"

namespace roadworthy::mocks {

/// What the figures are at one moment: everything that the API's documents are made of. Plain values, counters that
/// never go back within one life of the process; times in milliseconds unless they say otherwise.
struct PluginFigures {
  std::string id;
  std::string kind;
  LogTypeSet types = 0;
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t duration = 0;
  bool operator==(const PluginFigures&) const = default;
};

/// What elasticsearch and opensearch outputs tell beside their events.
struct DocumentFigures {
  std::uint64_t successes = 0;
  std::uint64_t retryable_failures = 0;
  std::uint64_t non_retryable_failures = 0;
  std::uint64_t dlq_routed = 0;
  std::uint64_t bulk_successes = 0;    ///< Bulk requests without an error in them.
  std::uint64_t bulk_with_errors = 0;  ///< Answered with 200, some documents in them refused.
  std::uint64_t bulk_failures = 0;     ///< Not answered, or not with 200.
  bool operator==(const DocumentFigures&) const = default;
};

struct OutputFigures : PluginFigures {
  LogTypeSet forwarded = 0;  ///< Those of its types whose events come to it.
  std::optional<DocumentFigures> documents;
  bool failing = false;
  std::uint64_t dead_lettered = 0;  ///< Events that went to the dead-letter queue.
  bool operator==(const OutputFigures&) const = default;
};

struct EventFigures {
  std::uint64_t in = 0;
  std::uint64_t filtered = 0;
  std::uint64_t out = 0;
  std::uint64_t duration = 0;
  std::uint64_t queue_push_duration = 0;
  bool operator==(const EventFigures&) const = default;
};

/// What became of the events of one log type.
struct TypeFigures {
  std::uint64_t in = 0;
  std::uint64_t dropped = 0;  ///< By a filter.
  std::uint64_t out = 0;
  std::uint64_t undelivered = 0;  ///< Held back or lost by an output that fails.
};

/// A rate over one window; `infinite` where something was spent on nothing.
struct FlowRate {
  double value = 0;
  bool infinite = false;
};
/// Window (`current`, `last_1_minute`, ..., `lifetime`) to rate, in that order. Windows that are not filled are absent.
using FlowWindows = std::vector<std::pair<std::string_view, FlowRate>>;
using Flow = std::vector<std::pair<std::string_view, FlowWindows>>;

struct ReloadFigures {
  std::uint64_t successes = 0;
  std::uint64_t failures = 0;
};

struct DeadLetterQueue {
  std::uint64_t bytes = 1;  ///< An empty queue has its version byte.
  std::uint64_t events = 0;
  std::uint64_t dropped_events = 0;
  std::uint64_t expired_events = 0;
};

struct PipelineFigures {
  std::string id;
  std::string ephemeral_id;
  std::string hash;
  bool terminated = false;  ///< It failed and is gone: the API has its name and no figures.
  EventFigures events;
  std::uint64_t backlog = 0;  ///< Events that came in and have not been filtered.
  std::vector<PluginFigures> inputs;
  std::vector<PluginFigures> filters;
  std::vector<OutputFigures> outputs;
  std::array<TypeFigures, kLogTypes> types{};  ///< Of what was processed; adds up to `events`.
  ReloadFigures reloads;
  Flow flow;
  std::map<std::string, Flow> plugin_flow;  ///< By plugin id.
};

struct HeapFigures {
  std::uint64_t used_percent = 0;
  std::uint64_t used = 0;  ///< Bytes.
  std::uint64_t peak_used = 0;
  std::uint64_t max = 1'073'741'824;
};

struct Figures {
  std::uint64_t uptime = 0;
  HeapFigures heap;
  std::uint64_t young_collections = 0;
  std::uint64_t cpu_total = 0;
  std::uint64_t cpu_percent = 0;
  std::uint64_t open_file_descriptors = 108;
  EventFigures events;
  Flow flow;
  bool loading = false;  ///< Pipelines are still being loaded: there are none yet.
  std::vector<PipelineFigures> pipelines;
  std::optional<DeadLetterQueue> dead_letter_queue;
  ReloadFigures reloads;
};

}  // namespace roadworthy::mocks
