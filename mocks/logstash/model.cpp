#include "mocks/logstash/model.h"

#include <algorithm>
#include <cmath>

#include "mocks/logstash/flow.h"
#include "mocks/logstash/identifiers.h"
#include "mocks/logstash/traffic.h"

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;

constexpr Duration kSampleEvery = 1s;
constexpr std::size_t kSamples = 15 * 60 + 2;
constexpr std::uint64_t kDeadLetterBytes = 600;  ///< Of one event in the dead-letter queue.
constexpr std::uint64_t kTcpOneIn = 5;           ///< The other events come by UDP.

std::uint64_t milliseconds(Duration duration) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

/// What a worker spends on an event, in microseconds.
std::uint64_t cost_of(std::string_view kind) {
  if (kind == "grok") {
    return 400;
  }
  if (kind == "ruby" || kind == "json") {
    return 150;
  }
  const bool filter = kind == "mutate" || kind == "date" || kind == "drop" || kind == "throttle";
  return filter ? 40 : 1'500;
}

bool counts_documents(std::string_view kind) {
  return kind == "elasticsearch" || kind == "opensearch";
}

std::uint64_t bulks(std::uint64_t events, std::uint64_t batch_size) {
  return (events + batch_size - 1) / batch_size;
}

/// Events of each type that are left behind the filters, and what each filter saw of them.
template <typename Filters>
TypeCounts pass_filters(const Filters& filters, TypeCounts counts, std::vector<PluginFigures>* seen) {
  for (const auto& filter : filters) {
    const auto& [id, plugin] = filter;
    PluginFigures figures{.id = id, .kind = std::string(plugin.kind), .types = plugin.types};
    if (plugin.drops_one_in == 0) {
      figures.in = figures.out = sum_over(counts, plugin.types);
    } else {
      for (std::size_t type = 0; type < kLogTypes; ++type) {
        if (contains(plugin.types, static_cast<LogType>(type))) {
          const std::uint64_t dropped = counts[type] / plugin.drops_one_in;
          counts[type] -= dropped;
          figures.in += dropped;
        }
      }
    }
    if (seen != nullptr) {
      figures.duration = figures.in * cost_of(plugin.kind) / 1000;
      seen->push_back(std::move(figures));
    }
  }
  return counts;
}

void add(EventFigures& sum, const EventFigures& events) {
  sum.in += events.in;
  sum.filtered += events.filtered;
  sum.out += events.out;
  sum.duration += events.duration;
  sum.queue_push_duration += events.queue_push_duration;
}

}  // namespace

Model::Model(ModelOptions options, ModelSettings settings, const Clock& clock)
    : options_(std::move(options)),
      forwarded_(types_of_profile(options_.log_profile)),
      clock_(clock),
      settings_(std::move(settings)),
      looked_at_(clock.now()),
      pipelines_at_(options_.pipeline_start_delay) {
  load_pipelines();
}

Model::Pipeline Model::make_pipeline(std::string id, std::string_view suffix) const {
  Pipeline pipeline{.id = std::move(id), .ephemeral_id = random_uuid()};
  std::string configuration = pipeline.id;
  const auto add_filters = [&](std::span<const FilterPlugin> filters) {
    for (const FilterPlugin& filter : filters) {
      pipeline.filters.push_back({std::string(filter.id).append(suffix), filter});
    }
  };
  add_filters(common_filters());
  for (const Target* target : options_.targets) {
    configuration += target->name;
    add_filters(target->filters);
    for (const OutputPlugin& output : target->outputs) {
      pipeline.outputs.push_back({.id = std::string(output.id).append(suffix), .plugin = output});
    }
  }
  pipeline.hash = digest_of(configuration);
  return pipeline;
}

void Model::load_pipelines() {
  if (now_ < pipelines_at_) {
    return;
  }
  if (pipelines_.empty()) {
    pipelines_.push_back(make_pipeline(options_.pipeline_id, ""));
  }
  if (pipelines_.size() < settings_.pipelines) {
    pipelines_.push_back(make_pipeline("secondary", "-secondary"));
  }
  while (pipelines_.size() > settings_.pipelines) {
    add(unloaded_, figures_of(pipelines_.back()).events);
    pipelines_.pop_back();
  }
}

void Model::unload_pipelines() {
  for (const Pipeline& pipeline : pipelines_) {
    add(unloaded_, figures_of(pipeline).events);
  }
  pipelines_.clear();
}

std::optional<OutputFailure> Model::failure_of(const Output& output) const {
  for (const auto& name : {std::string(output.plugin.kind), output.id}) {
    if (const auto found = settings_.failing_outputs.find(name); found != settings_.failing_outputs.end()) {
      return found->second;
    }
  }
  return std::nullopt;
}

void Model::advance() {
  const TimePoint real = clock_.now();
  Duration target = now_ + (settings_.frozen ? Duration{} : real - looked_at_);
  looked_at_ = real;
  if (target - now_ > kSampleEvery * static_cast<int>(kSamples)) {
    move_to(target - kSampleEvery * static_cast<int>(kSamples));  // Samples further back are in no window.
  }
  while (now_ < target) {
    const Duration tick = (now_ / kSampleEvery + 1) * kSampleEvery;
    const Duration next = now_ < pipelines_at_ ? std::min(tick, pipelines_at_) : tick;
    move_to(std::min(next, target));
  }
}

void Model::move_to(Duration time) {
  const double elapsed = seconds(time - now_);
  const bool tick = time / kSampleEvery != now_ / kSampleEvery;
  now_ = time;
  for (Pipeline& pipeline : pipelines_) {
    pipeline.due += elapsed * settings_.rate / static_cast<double>(pipelines_.size());
    const double whole = std::floor(pipeline.due);
    pipeline.due -= whole;
    pipeline.entered += static_cast<std::uint64_t>(whole);
    const bool unreachable = std::ranges::any_of(
        pipeline.outputs, [&](const Output& output) { return failure_of(output) == OutputFailure::unreachable; });
    if (settings_.stalled || unreachable) {
      pipeline.blocked += 1000 * elapsed * static_cast<double>(options_.workers);
    }
    if (settings_.stalled) {
      pipeline.push_blocked += 1000 * elapsed;
    } else {
      process(pipeline);
    }
    if (tick) {
      const PipelineFigures figures = figures_of(pipeline);
      Sample sample{.at = now_, .events = figures.events, .plugins = figures.inputs};
      sample.plugins.insert(sample.plugins.end(), figures.filters.begin(), figures.filters.end());
      sample.plugins.insert(sample.plugins.end(), figures.outputs.begin(), figures.outputs.end());
      pipeline.samples.push_back(std::move(sample));
      if (pipeline.samples.size() > kSamples) {
        pipeline.samples.pop_front();
      }
    }
  }
  load_pipelines();
}

void Model::process(Pipeline& pipeline) {
  const TypeCounts before = pass_filters(pipeline.filters, types_of_first(pipeline.processed), nullptr);
  pipeline.processed = pipeline.entered;
  TypeCounts arrived = pass_filters(pipeline.filters, types_of_first(pipeline.processed), nullptr);
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    arrived[type] -= before[type];
  }
  LogTypeSet held = 0;
  LogTypeSet lost = 0;
  for (Output& output : pipeline.outputs) {
    const auto failure = failure_of(output);
    const LogTypeSet types = output.plugin.types & forwarded_;
    const std::uint64_t events = sum_over(arrived, types);
    if (failure == OutputFailure::unreachable) {
      held |= types;
      output.held += events;
      output.retried += events;
      output.failed_bulks += bulks(events, options_.batch_size);
      continue;
    }
    output.held = 0;
    if (failure == OutputFailure::rejects) {
      lost |= types;
      output.lost += events;
      output.refused_bulks += bulks(events, options_.batch_size);
      output.dead_lettered += settings_.dead_letter_queue && counts_documents(output.plugin.kind) ? events : 0;
    }
  }
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    const bool waits = contains(held, static_cast<LogType>(type));
    pipeline.held[type] = waits ? pipeline.held[type] + arrived[type] : 0;
    pipeline.lost[type] += !waits && contains(lost, static_cast<LogType>(type)) ? arrived[type] : 0;
  }
}

PipelineFigures Model::figures_of(const Pipeline& pipeline) const {
  PipelineFigures figures{.id = pipeline.id, .ephemeral_id = pipeline.ephemeral_id, .hash = pipeline.hash};
  const std::string suffix = pipeline.id == options_.pipeline_id ? "" : "-secondary";
  const std::uint64_t by_tcp = pipeline.entered / kTcpOneIn;
  figures.inputs = {
      {.id = digest_of("udp" + suffix), .kind = "udp", .out = pipeline.entered - by_tcp},
      {.id = digest_of("tcp" + suffix), .kind = "tcp", .out = by_tcp},
  };
  for (PluginFigures& input : figures.inputs) {
    input.duration = input.out / 50 + static_cast<std::uint64_t>(pipeline.push_blocked);
  }
  const TypeCounts left = pass_filters(pipeline.filters, types_of_first(pipeline.processed), &figures.filters);
  std::uint64_t duration = 0;
  for (const PluginFigures& filter : figures.filters) {
    duration += filter.duration;
  }
  for (const Output& output : pipeline.outputs) {
    OutputFigures seen;
    seen.id = output.id;
    seen.kind = output.plugin.kind;
    seen.types = output.plugin.types;
    seen.in = sum_over(left, output.plugin.types & forwarded_);
    seen.out = seen.in - output.held - output.lost;
    seen.duration = seen.in * cost_of(output.plugin.kind) / 1000;
    seen.failing = failure_of(output).has_value();
    if (counts_documents(output.plugin.kind)) {
      seen.documents = DocumentFigures{.successes = seen.out,
                                       .retryable_failures = output.retried,
                                       .non_retryable_failures = output.lost,
                                       .dlq_routed = output.dead_lettered,
                                       .bulk_successes = bulks(seen.out, options_.batch_size),
                                       .bulk_with_errors = output.refused_bulks,
                                       .bulk_failures = output.failed_bulks};
    }
    duration += seen.duration;
    figures.outputs.push_back(std::move(seen));
  }
  const std::uint64_t filtered = sum_over(left, ~LogTypeSet{0});
  figures.events = {
      .in = pipeline.entered,
      .filtered = filtered,
      .out = filtered - sum_over(pipeline.held, ~LogTypeSet{0}) - sum_over(pipeline.lost, ~LogTypeSet{0}),
      .duration = duration + static_cast<std::uint64_t>(pipeline.blocked),
      .queue_push_duration = pipeline.entered / 50 + static_cast<std::uint64_t>(pipeline.push_blocked),
  };
  const TypeCounts processed = types_of_first(pipeline.processed);
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    const std::uint64_t undelivered = pipeline.held[type] + pipeline.lost[type];
    figures.types[type] = {.in = processed[type],
                           .dropped = processed[type] - left[type],
                           .out = left[type] - undelivered,
                           .undelivered = undelivered};
  }
  figures.backlog = pipeline.entered - pipeline.processed;
  figures.reloads = {.successes = pipeline_reloads_, .failures = settings_.reload_failures};
  return figures;
}

HeapFigures Model::heap() {
  // By itself it saws between 30 and 55 % once a minute, as a young heap does.
  const std::uint64_t phase = milliseconds(now_) % 60'000;
  HeapFigures heap{.used_percent = settings_.heap_used_percent.value_or(30 + phase * 25 / 60'000)};
  heap.used = (heap.max * heap.used_percent + 99) / 100;  // Rounded up, so that both figures say the same.
  peak_heap_ = std::max(peak_heap_, heap.used);
  heap.peak_used = peak_heap_;
  return heap;
}

Figures Model::figures() {
  const std::scoped_lock lock(mutex_);
  advance();
  Figures figures{.uptime = milliseconds(now_), .heap = heap()};
  figures.young_collections = figures.uptime / 5'000;
  figures.cpu_total = 20'000 + figures.uptime / 5;
  figures.cpu_percent = std::min<std::uint64_t>(90, 4 + static_cast<std::uint64_t>(settings_.rate / 100));
  figures.loading = now_ < pipelines_at_;
  figures.events = unloaded_;
  figures.dead_letter_queue = settings_.dead_letter_queue;
  figures.reloads = {.successes = pipeline_reloads_, .failures = settings_.reload_failures};
  for (const Pipeline& pipeline : pipelines_) {
    PipelineFigures of_pipeline = figures_of(pipeline);
    for (const Output& output : pipeline.outputs) {
      if (figures.dead_letter_queue) {
        figures.dead_letter_queue->events += output.dead_lettered;
        figures.dead_letter_queue->bytes += output.dead_lettered * kDeadLetterBytes;
      }
    }
    add(figures.events, of_pipeline.events);
    figures.pipelines.push_back(std::move(of_pipeline));
  }
  return figures;
}

ModelSettings Model::settings() const {
  const std::scoped_lock lock(mutex_);
  return settings_;
}

void Model::set(ModelSettings settings) {
  const std::scoped_lock lock(mutex_);
  advance();
  settings_ = std::move(settings);
  load_pipelines();
}

void Model::restart_pipelines(Duration delay) {
  const std::scoped_lock lock(mutex_);
  advance();
  unload_pipelines();
  ++pipeline_reloads_;
  pipelines_at_ = now_ + delay;
  load_pipelines();
}

std::vector<std::string> Model::output_names() const {
  std::vector<std::string> names;
  for (const Target* target : options_.targets) {
    for (const OutputPlugin& output : target->outputs) {
      names.emplace_back(output.id);
      if (std::ranges::find(names, output.kind) == names.end()) {
        names.emplace_back(output.kind);
      }
    }
  }
  return names;
}

}  // namespace roadworthy::mocks
