#include "mocks/logstash/pipeline.h"

#include <algorithm>

#include "mocks/logstash/identifiers.h"

namespace roadworthy::mocks {
namespace {

constexpr std::uint64_t kTcpOneIn = 5;       ///< The other events come by UDP.
constexpr std::uint64_t kPushesAMilli = 50;  ///< Events that an input hands on in a millisecond.

/// What a worker spends on an event, in microseconds.
std::uint64_t cost_of_filter(std::string_view kind) {
  return kind == "grok" ? 400 : kind == "ruby" || kind == "json" ? 150 : 40;
}
constexpr std::uint64_t kCostOfOutput = 1'500;

bool counts_documents(std::string_view kind) {
  return kind == "elasticsearch" || kind == "opensearch";
}

std::optional<OutputFailure> failure_of(const OutputPlugin& output, const FailingOutputs& failing) {
  auto found = failing.find(output.id);
  found = found == failing.end() ? failing.find(output.kind) : found;
  return found == failing.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t milliseconds(Duration duration) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

std::uint64_t sum(const TypeCounts& counts) {
  return sum_over(counts, ~LogTypeSet{0});
}

}  // namespace

Pipeline::Pipeline(PipelineOptions options, Duration started)
    : options_(std::move(options)), ephemeral_id_(random_uuid()), history_{.started = started, .samples = {}} {
  std::string configuration = options_.id;
  add_filters(common_filters());
  for (const Target* target : options_.targets) {
    configuration += target->name;
    add_filters(target->filters);
    for (const OutputPlugin& output : target->outputs) {
      outputs_.push_back({.id = std::string(output.id), .plugin = output});
    }
  }
  hash_ = digest_of(configuration);
}

void Pipeline::add_filters(std::span<const FilterPlugin> filters) {
  for (const FilterPlugin& filter : filters) {
    filters_.push_back({std::string(filter.id), filter});
  }
}

void Pipeline::step(Duration elapsed, const Conditions& conditions) {
  if (conditions.rate != rate_) {
    due_ += rate_ * seconds(at_this_rate_);
    due_ -= static_cast<double>(entered_ - entered_before_);
    entered_before_ = entered_;
    at_this_rate_ = {};
    rate_ = conditions.rate;
  }
  // From the beginning of the rate, not from the last look: how often one looks changes nothing.
  at_this_rate_ += elapsed;
  entered_ = entered_before_ + static_cast<std::uint64_t>(std::max(0.0, due_ + rate_ * seconds(at_this_rate_)));
  const bool blocked = conditions.stalled || std::ranges::any_of(outputs_, [&](const Output& output) {
                         return failure_of(output.plugin, conditions.failing) == OutputFailure::unreachable;
                       });
  blocked_ += blocked ? elapsed * static_cast<Duration::rep>(options_.workers) : Duration{};
  inputs_waited_ += conditions.stalled ? elapsed : Duration{};
  if (!conditions.stalled) {
    process(conditions);
  }
}

/// Events of each type that are left behind the filters, and what each filter saw of them.
TypeCounts Pipeline::pass_filters(TypeCounts counts, std::vector<PluginFigures>* seen) const {
  for (const auto& [id, plugin] : filters_) {
    std::uint64_t dropped = 0;
    for (std::size_t type = 0; plugin.drops_one_in > 0 && type < kLogTypes; ++type) {
      if (contains(plugin.types, static_cast<LogType>(type))) {
        const std::uint64_t here = counts[type] / plugin.drops_one_in;
        counts[type] -= here;
        dropped += here;
      }
    }
    if (seen != nullptr) {
      const std::uint64_t passed = plugin.drops_one_in > 0 ? 0 : sum_over(counts, plugin.types);
      const std::uint64_t in = passed + dropped;
      seen->push_back({.id = id,
                       .kind = std::string(plugin.kind),
                       .types = plugin.types,
                       .in = in,
                       .out = passed,
                       .duration = in * cost_of_filter(plugin.kind) / 1000});
    }
  }
  return counts;
}

void Pipeline::process(const Conditions& conditions) {
  const TypeCounts before = pass_filters(types_of_first(processed_), nullptr);
  processed_ = entered_;
  TypeCounts arrived = pass_filters(types_of_first(processed_), nullptr);
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    arrived[type] -= before[type];
  }
  LogTypeSet held = 0;
  LogTypeSet lost = 0;
  for (Output& output : outputs_) {
    const auto failure = failure_of(output.plugin, conditions.failing);
    const LogTypeSet types = output.plugin.types & options_.forwarded;
    const std::uint64_t events = sum_over(arrived, types);
    output.failing = failure.has_value();
    if (failure == OutputFailure::unreachable) {
      held |= types;
      output.held += events;
      output.retried += events;
      continue;
    }
    output.held = 0;
    if (failure == OutputFailure::rejects) {
      lost |= types;
      output.lost += events;
      output.dead_lettered += conditions.dead_letter_queue && counts_documents(output.plugin.kind) ? events : 0;
    }
  }
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    const bool waits = contains(held, static_cast<LogType>(type));
    held_[type] = waits ? held_[type] + arrived[type] : 0;
    lost_[type] += !waits && contains(lost, static_cast<LogType>(type)) ? arrived[type] : 0;
  }
}

std::vector<PluginFigures> Pipeline::inputs() const {
  const std::uint64_t by_tcp = entered_ / kTcpOneIn;
  std::vector<PluginFigures> inputs{
      {.id = digest_of("udp" + options_.suffix), .kind = "udp", .out = entered_ - by_tcp},
      {.id = digest_of("tcp" + options_.suffix), .kind = "tcp", .out = by_tcp},
  };
  for (PluginFigures& input : inputs) {
    input.duration = input.out / kPushesAMilli + milliseconds(inputs_waited_);
  }
  return inputs;
}

OutputFigures Pipeline::output_figures(const Output& output, const TypeCounts& arrived) const {
  OutputFigures figures;
  figures.id = output.id;
  figures.kind = output.plugin.kind;
  figures.types = output.plugin.types;
  figures.forwarded = output.plugin.types & options_.forwarded;
  figures.in = sum_over(arrived, figures.forwarded);
  figures.out = figures.in - output.held - output.lost;
  figures.duration = figures.in * kCostOfOutput / 1000;
  figures.failing = output.failing;
  figures.dead_lettered = output.dead_lettered;
  if (counts_documents(output.plugin.kind)) {
    const auto bulks = [&](std::uint64_t events) { return (events + options_.batch_size - 1) / options_.batch_size; };
    figures.documents = DocumentFigures{.successes = figures.out,
                                        .retryable_failures = output.retried,
                                        .non_retryable_failures = output.lost,
                                        .dlq_routed = output.dead_lettered,
                                        .bulk_successes = bulks(figures.out),
                                        .bulk_with_errors = bulks(output.lost),
                                        .bulk_failures = bulks(output.retried)};
  }
  return figures;
}

PipelineFigures Pipeline::counters() const {
  PipelineFigures figures{.id = options_.id, .ephemeral_id = ephemeral_id_, .hash = hash_, .inputs = inputs()};
  const TypeCounts processed = types_of_first(processed_);
  const TypeCounts left = pass_filters(processed, &figures.filters);
  std::uint64_t duration = 0;
  for (const PluginFigures& filter : figures.filters) {
    duration += filter.duration;
  }
  for (const Output& output : outputs_) {
    figures.outputs.push_back(output_figures(output, left));
    duration += figures.outputs.back().duration;
  }
  figures.events = {
      .in = entered_,
      .filtered = sum(left),
      .out = sum(left) - sum(held_) - sum(lost_),
      .duration = duration + milliseconds(blocked_),
      .queue_push_duration = entered_ / kPushesAMilli + milliseconds(inputs_waited_),
  };
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    const std::uint64_t undelivered = held_[type] + lost_[type];
    figures.types[type] = {.in = processed[type],
                           .dropped = processed[type] - left[type],
                           .out = left[type] - undelivered,
                           .undelivered = undelivered};
  }
  figures.backlog = entered_ - processed_;
  return figures;
}

PipelineFigures Pipeline::figures(Duration now) const {
  PipelineFigures figures = counters();
  const FlowSample sample = sample_of(now, figures);
  figures.flow = pipeline_flow(sample, history_, options_.workers);
  figures.plugin_flow = plugin_flows(sample, history_, options_.workers);
  return figures;
}

void Pipeline::remember(Duration now) {
  history_.add(sample_of(now, counters()));
}

}  // namespace roadworthy::mocks
