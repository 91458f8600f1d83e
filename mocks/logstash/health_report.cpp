#include "mocks/logstash/health_report.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace roadworthy::mocks {
namespace {

constexpr std::string_view kBase = "logstash:health:pipeline";

enum class Word { green, unknown, yellow, red };  ///< From good to bad: the worst child decides.

struct WordRow {
  Word word;
  std::string_view name;
  std::string_view adjective;
};
constexpr std::array kWords{
    WordRow{Word::green, "green", "healthy"},
    WordRow{Word::unknown, "unknown", "unknown"},
    WordRow{Word::yellow, "yellow", "concerning"},
    WordRow{Word::red, "red", "unhealthy"},
};
const WordRow& row_of(Word word) {
  return kWords[static_cast<std::size_t>(word)];
}

/// What a look at the worker utilization found; the first row that holds counts.
struct Finding {
  std::string_view id;
  std::string_view window;
  double at_least;
  bool exclusive;
  Word word;
  int severity;
  std::string_view cause;
};
constexpr std::array kFindings{
    Finding{"5m-blocked", "last_5_minutes", 99.999, true, Word::red, 1,
            "pipeline workers have been completely blocked for at least five minutes"},
    Finding{"5m-nearly-blocked", "last_5_minutes", 95, false, Word::yellow, 1,
            "pipeline workers have been nearly blocked for at least five minutes"},
    Finding{"1m-blocked", "last_1_minute", 99.999, true, Word::yellow, 2,
            "pipeline workers have been completely blocked for at least one minute"},
    Finding{"1m-nearly-blocked", "last_1_minute", 95, false, Word::yellow, 2,
            "pipeline workers have been nearly blocked for at least one minute"},
};

const FlowWindows* utilization(const PipelineFigures& pipeline) {
  const auto found = std::ranges::find(pipeline.flow, "worker_utilization", &Flow::value_type::first);
  return found == pipeline.flow.end() ? nullptr : &found->second;
}

const Finding* finding_of(const PipelineFigures& pipeline) {
  const FlowWindows* windows = utilization(pipeline);
  for (const Finding& finding : kFindings) {
    for (const auto& [window, rate] : windows == nullptr ? FlowWindows{} : *windows) {
      if (window == finding.window &&
          (finding.exclusive ? rate.value > finding.at_least : rate.value >= finding.at_least)) {
        return &finding;
      }
    }
  }
  return nullptr;
}

Word word_of(const PipelineFigures& pipeline) {
  if (pipeline.terminated) {
    return Word::red;
  }
  const Finding* finding = finding_of(pipeline);
  return finding == nullptr ? Word::green : finding->word;
}

Word word_of(const Figures& figures) {
  Word worst = figures.pipelines.empty() ? Word::unknown : Word::green;
  for (const PipelineFigures& pipeline : figures.pipelines) {
    worst = std::max(worst, word_of(pipeline));
  }
  return worst;
}

/// What stands under `diagnosis` and `impacts`, one of each.
Json trouble(std::string_view diagnosis, std::string_view cause, std::string_view action, std::string_view impact,
             int severity, std::string_view description) {
  return {
      {"diagnosis", Json::array({{{"id", fmt::format("{}:{}", kBase, diagnosis)},
                                  {"cause", cause},
                                  {"action", action},
                                  {"help_url", "https://ela.st/health-report-pipeline"}}})},
      {"impacts", Json::array({{{"id", fmt::format("{}:{}", kBase, impact)},
                                {"severity", severity},
                                {"description", description},
                                {"impact_areas", {"pipeline_execution"}}}})},
  };
}

Json report_of(const PipelineFigures& pipeline) {
  const Finding* finding = finding_of(pipeline);
  const WordRow& word = row_of(word_of(pipeline));
  Json out{{"status", word.name}};
  out["symptom"] =
      word.word == Word::green
          ? "The pipeline is healthy"
          : fmt::format("The pipeline is {}; 1 area is impacted and 1 diagnosis is available", word.adjective);
  if (pipeline.terminated) {
    out.update(trouble("status:diagnosis:terminated",
                       "pipeline is not running, likely because it has encountered an error",
                       "view logs to determine the cause of abnormal pipeline shutdown", "status:impact:not_processing",
                       1, "the pipeline is not currently processing"));
    out["details"] = {{"status", {{"state", "TERMINATED"}}}};
    return out;
  }
  if (finding != nullptr) {
    out.update(trouble(fmt::format("flow:worker_utilization:diagnosis:{}", finding->id), finding->cause,
                       "address bottleneck or add resources", "flow:impact:blocked_processing", finding->severity,
                       "the pipeline is blocked"));
  }
  Json rates = Json::object();
  if (const FlowWindows* windows = utilization(pipeline)) {
    for (const auto& [window, rate] : *windows) {
      rates[std::string(window)] = rate.value;
    }
  }
  out["details"] = {{"status", {{"state", "RUNNING"}}}, {"flow", {{"worker_utilization", std::move(rates)}}}};
  return out;
}

}  // namespace

std::string health_word(const Figures& figures) {
  return std::string(row_of(word_of(figures)).name);
}

Json health_report(const Figures& figures) {
  const WordRow& word = row_of(word_of(figures));
  const std::string symptom = fmt::format("1 indicator is {} (`pipelines`)", word.adjective);
  Json children = Json::object();
  for (const PipelineFigures& pipeline : figures.pipelines) {
    children[pipeline.id] = report_of(pipeline);
  }
  return {
      {"status", word.name},
      {"symptom", symptom},
      {"indicators",
       {{"pipelines",
         {{"status", word.name},
          {"symptom", children.empty() ? "no indicators are available"
                                       : fmt::format("{} indicator{} {} ({})", children.size(),
                                                     children.size() == 1 ? " is" : "s are", word.adjective,
                                                     children.size() == 1 ? "`" + figures.pipelines.front().id + "`"
                                                                          : "`pipelines`")},
          {"indicators", std::move(children)}}}}},
  };
}

}  // namespace roadworthy::mocks
