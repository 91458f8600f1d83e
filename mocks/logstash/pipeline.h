#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mocks/logstash/flow.h"
#include "mocks/logstash/traffic.h"

namespace roadworthy::mocks {

/// How an output fails.
enum class OutputFailure {
  unreachable,  ///< What it sends to is gone: it retries, events wait, and catch up when it is back.
  rejects,      ///< What it sends to refuses the events: they are lost.
};
/// By plugin id or kind.
using FailingOutputs = std::map<std::string, OutputFailure, std::less<>>;

struct PipelineOptions {
  std::string id = "main";
  std::string
      suffix;  ///< Of what its inputs' ids are made of: nobody gave them one. The others' are the configuration's.
  std::vector<const Target*> targets;
  LogTypeSet forwarded = ~LogTypeSet{0};  ///< What LOG_PROFILE lets through to the outputs.
  std::uint64_t workers = 2;
  std::uint64_t batch_size = 125;
};

/// One pipeline's counters: events come in, pass the filters, and leave through the outputs.
class Pipeline {
 public:
  /// `started`: the process's time, as all times here.
  Pipeline(PipelineOptions options, Duration started);

  struct Conditions {
    double rate = 0;  ///< Events a second.
    bool stalled = false;
    const FailingOutputs& failing;
    bool dead_letter_queue = false;
  };
  /// Lets `elapsed` pass. What came in before a stall ends is processed when it ends.
  void step(Duration elapsed, const Conditions& conditions);

  /// The counters as they are; no rates.
  [[nodiscard]] PipelineFigures counters() const;
  /// Counters and rates at `now`.
  [[nodiscard]] PipelineFigures figures(Duration now) const;
  /// Remembers the counters for rates of later; once a second.
  void remember(Duration now);

 private:
  struct Filter {
    std::string id;
    FilterPlugin plugin;
  };
  struct Output {
    std::string id;
    OutputPlugin plugin;
    bool failing = false;
    std::uint64_t held = 0;  ///< Events that wait to be sent again.
    std::uint64_t lost = 0;
    std::uint64_t retried = 0;
    std::uint64_t dead_lettered = 0;
  };

  void add_filters(std::span<const FilterPlugin> filters);
  void process(const Conditions& conditions);
  [[nodiscard]] TypeCounts pass_filters(TypeCounts counts, std::vector<PluginFigures>* seen) const;
  [[nodiscard]] std::vector<PluginFigures> inputs() const;
  [[nodiscard]] OutputFigures output_figures(const Output& output, const TypeCounts& arrived) const;

  const PipelineOptions options_;
  std::string ephemeral_id_;
  std::string hash_;
  std::vector<Filter> filters_;
  std::vector<Output> outputs_;
  FlowHistory history_;

  double rate_ = 0;          ///< Since `at_this_rate_`, when `entered_before_` events had come in
  Duration at_this_rate_{};  ///< and `due_` of the next one.
  std::uint64_t entered_before_ = 0;
  double due_ = 0;
  std::uint64_t entered_ = 0;
  std::uint64_t processed_ = 0;
  TypeCounts held_{};   ///< Processed events of each type that have not left yet.
  TypeCounts lost_{};   ///< ... and never will.
  Duration blocked_{};  ///< That workers waited, all of them together.
  Duration inputs_waited_{};
};

}  // namespace roadworthy::mocks
