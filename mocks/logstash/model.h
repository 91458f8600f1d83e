#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "mocks/logstash/pipeline.h"

namespace roadworthy::mocks {

/// What of the model can be set while it runs. Absent: it moves by itself, or not at all.
struct ModelSettings {
  double rate = 50;                                    ///< Events a second that come in, over all pipelines; 0 .. 1e6.
  std::optional<std::uint64_t> heap_used_percent;      ///< 0 .. 100
  std::optional<std::uint64_t> open_file_descriptors;  ///< Of the process.
  std::optional<DeadLetterQueue> dead_letter_queue;    ///< Absent: not enabled.
  FailingOutputs failing_outputs;
  bool stalled = false;       ///< Events come in, and none goes out.
  bool terminated = false;    ///< The pipelines failed: nothing comes in, and the API has no figures of them.
  std::size_t pipelines = 1;  ///< 1 or 2
  bool frozen = false;        ///< Time stands still: every figure stays as it is.
  std::uint64_t reload_failures = 0;
};

struct ModelOptions {
  PipelineOptions pipeline;  ///< The first one; a second one, of the same configuration, differs by its id and suffix.
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
  /// The process has run for so long more. Frozen, it has not.
  void let_pass(Duration time);
  /// Takes the pipelines away and brings them back after `delay`, their counters at zero, as a reload does.
  void restart_pipelines(Duration delay);

  /// Names that `failing_outputs` may have: ids and kinds of the outputs.
  [[nodiscard]] std::vector<std::string> output_names() const;

 private:
  void advance();
  void move_to(Duration time);
  void load_pipelines();
  void unload_last();
  [[nodiscard]] EventFigures all_events() const;
  [[nodiscard]] HeapFigures heap();

  const ModelOptions options_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  ModelSettings settings_;
  TimePoint looked_at_;
  Duration now_{};           ///< The process's own time; it stands still while the model is frozen.
  Duration pipelines_at_{};  ///< When pipelines run.
  std::uint64_t peak_heap_ = 0;
  std::uint64_t pipeline_reloads_ = 0;
  EventFigures unloaded_;  ///< Counted by pipelines that are gone.
  std::vector<std::unique_ptr<Pipeline>> pipelines_;
  FlowHistory history_;  ///< Of all pipelines together.
};

}  // namespace roadworthy::mocks
