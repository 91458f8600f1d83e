#pragma once

#include <array>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "mocks/logstash/figures.h"

namespace roadworthy::mocks {

/// How an output fails.
enum class OutputFailure {
  unreachable,  ///< What it sends to is gone: it retries, events wait, and catch up when it is back.
  rejects,      ///< What it sends to refuses the events: they are lost.
};

/// What of the model can be set while it runs. Absent: it moves by itself, or not at all.
struct ModelSettings {
  double rate = 50;                                  ///< Events a second that come in, over all pipelines; 0 .. 1e6.
  std::optional<std::uint64_t> heap_used_percent;    ///< 0 .. 100
  std::optional<DeadLetterQueue> dead_letter_queue;  ///< Absent: not enabled.
  std::map<std::string, OutputFailure> failing_outputs;  ///< By plugin id or kind.
  bool stalled = false;                                  ///< Events come in, and none goes out.
  std::size_t pipelines = 1;                             ///< 1 or 2
  bool frozen = false;                                   ///< Time stands still: every figure stays as it is.
  std::uint64_t reload_failures = 0;
};

struct ModelOptions {
  std::string pipeline_id = "main";
  std::vector<const Target*> targets;
  std::string log_profile = "all";
  std::uint64_t workers = 2;
  std::uint64_t batch_size = 125;
  Duration pipeline_start_delay{};  ///< Until then there are no pipelines.
};

/// A Logstash process, as far as its monitoring API tells of it: events come in at a rate, pass filters, leave through
/// outputs, and every counter follows from that. It moves when it is looked at. Thread-safe.
///
/// Counters agree with each other at every moment: what came in is what was filtered, dropped or waits; an output's
/// `in` is the sum of the log types that it sends.
class Model {
 public:
  Model(ModelOptions options, ModelSettings settings, const Clock& clock);

  /// Everything, at this moment.
  [[nodiscard]] Figures figures();

  [[nodiscard]] ModelSettings settings() const;
  /// Replaces all settings in one step. Changing the number of pipelines leaves the first one as it is.
  void set(ModelSettings settings);
  /// Takes the pipelines away and brings them back after `delay`, their counters at zero, as a reload does.
  void restart_pipelines(Duration delay);

  /// Names that `failing_outputs` may have: ids and kinds of the outputs.
  [[nodiscard]] std::vector<std::string> output_names() const;
  [[nodiscard]] const ModelOptions& options() const { return options_; }

 private:
  struct Filter {
    std::string id;
    FilterPlugin plugin;
  };
  struct Output {
    std::string id;
    OutputPlugin plugin;
    std::uint64_t held = 0;  ///< Events that wait to be sent again.
    std::uint64_t lost = 0;
    std::uint64_t retried = 0;
    std::uint64_t refused_bulks = 0;
    std::uint64_t failed_bulks = 0;
    std::uint64_t dead_lettered = 0;
  };
  /// What the flow rates are computed from.
  struct Sample {
    Duration at{};
    EventFigures events;
    std::vector<PluginFigures> plugins;
  };
  struct Pipeline {
    std::string id;
    std::string ephemeral_id;
    std::string hash;
    double due = 0;  ///< The fraction of an event that is still to come in.
    std::uint64_t entered = 0;
    std::uint64_t processed = 0;
    std::array<std::uint64_t, kLogTypes> held{};  ///< Processed events of each type that did not leave, and may.
    std::array<std::uint64_t, kLogTypes> lost{};  ///< ... and never will.
    double blocked = 0;                           ///< Milliseconds that workers waited, all of them together.
    double push_blocked = 0;                      ///< Milliseconds that inputs waited.
    std::vector<Filter> filters;
    std::vector<Output> outputs;
    std::deque<Sample> samples;  ///< One a second, the newest 15 minutes.
  };

  void advance();
  void move_to(Duration time);
  void process(Pipeline& pipeline);
  void load_pipelines();
  void unload_pipelines();
  [[nodiscard]] Pipeline make_pipeline(std::string id, std::string_view suffix) const;
  [[nodiscard]] std::optional<OutputFailure> failure_of(const Output& output) const;
  [[nodiscard]] PipelineFigures figures_of(const Pipeline& pipeline) const;
  [[nodiscard]] HeapFigures heap();

  const ModelOptions options_;
  const LogTypeSet forwarded_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  ModelSettings settings_;
  TimePoint looked_at_;
  Duration now_{};           ///< The model's own time; it stands still while the model is frozen.
  Duration pipelines_at_{};  ///< When pipelines run.
  std::uint64_t peak_heap_ = 0;
  std::uint64_t pipeline_reloads_ = 0;
  EventFigures unloaded_;  ///< Counted by pipelines that are gone.
  std::vector<Pipeline> pipelines_;
};

}  // namespace roadworthy::mocks
