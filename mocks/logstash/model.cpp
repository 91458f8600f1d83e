#include "mocks/logstash/model.h"

#include <algorithm>

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;

constexpr Duration kSampleEvery = 1s;
constexpr Duration kLongestWindow = 15min;
constexpr std::uint64_t kDeadLetterBytes = 600;  ///< Of one event in the dead-letter queue.

std::uint64_t milliseconds(Duration duration) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
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
      clock_(clock),
      settings_(std::move(settings)),
      looked_at_(clock.now()),
      pipelines_at_(options_.pipeline_start_delay) {
  load_pipelines();
}

void Model::load_pipelines() {
  if (now_ < pipelines_at_) {
    return;
  }
  while (pipelines_.size() < settings_.pipelines) {
    PipelineOptions options = options_.pipeline;
    if (!pipelines_.empty()) {
      options.id = "secondary";
      options.suffix = "-secondary";
    }
    pipelines_.push_back(std::make_unique<Pipeline>(std::move(options), now_));
  }
  while (pipelines_.size() > settings_.pipelines) {
    unload_last();
  }
}

void Model::unload_last() {
  add(unloaded_, pipelines_.back()->counters().events);
  pipelines_.pop_back();
}

void Model::advance() {
  const TimePoint real = clock_.now();
  const Duration target = now_ + (settings_.frozen ? Duration{} : real - looked_at_);
  looked_at_ = real;
  while (now_ < target) {
    // From second to second, for the samples; what lies further back than the longest window is taken in one step.
    const Duration tick = (now_ / kSampleEvery + 1) * kSampleEvery;
    const Duration jump = std::max(tick, target - kLongestWindow - kSampleEvery);
    const Duration next = now_ < pipelines_at_ ? std::min(jump, pipelines_at_) : jump;
    move_to(std::min(next, target));
  }
}

void Model::move_to(Duration time) {
  const Duration elapsed = time - now_;
  const bool tick = time / kSampleEvery != now_ / kSampleEvery;
  now_ = time;
  const Pipeline::Conditions conditions{
      .rate =
          settings_.terminated ? 0 : settings_.rate / static_cast<double>(std::max<std::size_t>(pipelines_.size(), 1)),
      .stalled = settings_.stalled,
      .failing = settings_.failing_outputs,
      .dead_letter_queue = settings_.dead_letter_queue.has_value(),
  };
  for (const auto& pipeline : pipelines_) {
    pipeline->step(elapsed, conditions);
    if (tick) {
      pipeline->remember(now_);
    }
  }
  if (tick) {
    history_.add({.at = now_, .events = all_events()});
  }
  load_pipelines();
}

EventFigures Model::all_events() const {
  EventFigures sum = unloaded_;
  for (const auto& pipeline : pipelines_) {
    add(sum, pipeline->counters().events);
  }
  return sum;
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
  figures.open_file_descriptors = settings_.open_file_descriptors.value_or(figures.open_file_descriptors);
  figures.loading = now_ < pipelines_at_;
  figures.events = all_events();
  figures.flow = process_flow({.at = now_, .events = figures.events}, history_);
  figures.reloads = {.successes = pipeline_reloads_, .failures = settings_.reload_failures};
  figures.dead_letter_queue = settings_.dead_letter_queue;
  for (const auto& pipeline : pipelines_) {
    figures.pipelines.push_back(pipeline->figures(now_));
    figures.pipelines.back().reloads = figures.reloads;
    figures.pipelines.back().terminated = settings_.terminated;
    for (const OutputFigures& output : figures.pipelines.back().outputs) {
      if (figures.dead_letter_queue) {
        figures.dead_letter_queue->events += output.dead_lettered;
        figures.dead_letter_queue->bytes += output.dead_lettered * kDeadLetterBytes;
      }
    }
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

void Model::let_pass(Duration time) {
  const std::scoped_lock lock(mutex_);
  advance();
  looked_at_ -= time;
  advance();
}

void Model::restart_pipelines(Duration delay) {
  const std::scoped_lock lock(mutex_);
  advance();
  while (!pipelines_.empty()) {
    unload_last();
  }
  ++pipeline_reloads_;
  pipelines_at_ = now_ + delay;
  load_pipelines();
}

std::vector<std::string> Model::output_names() const {
  std::vector<std::string> names;
  for (const Target* target : options_.pipeline.targets) {
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
