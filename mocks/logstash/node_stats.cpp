#include "mocks/logstash/node_stats.h"

#include <array>

#include "mocks/logstash/pipeline_stats.h"

namespace roadworthy::mocks {
namespace {

Json pool(std::uint64_t used, std::uint64_t peak, std::uint64_t committed, std::int64_t max) {
  return {{"committed_in_bytes", committed},
          {"peak_used_in_bytes", peak},
          {"max_in_bytes", max},
          {"used_in_bytes", used},
          {"peak_max_in_bytes", max}};
}

Json jvm(const Node&, const Figures& figures) {
  const HeapFigures& heap = figures.heap;
  const std::uint64_t young = heap.used / 2;
  const std::uint64_t survivor = heap.used / 20;
  const std::uint64_t young_peak = heap.peak_used / 2;
  const std::uint64_t survivor_peak = heap.peak_used / 20;
  return {
      {"threads", {{"count", 65}, {"peak_count", 66}}},
      {"mem",
       {{"heap_used_percent", heap.used_percent},
        {"heap_committed_in_bytes", heap.max},
        {"heap_max_in_bytes", heap.max},
        {"heap_used_in_bytes", heap.used},
        {"non_heap_used_in_bytes", 172'607'568},
        {"non_heap_committed_in_bytes", 183'304'192},
        {"pools",
         {{"young", pool(young, young_peak, heap.max * 6 / 10, -1)},
          {"survivor", pool(survivor, survivor_peak, heap.max / 20, -1)},
          {"old", pool(heap.used - young - survivor, heap.peak_used - young_peak - survivor_peak, heap.max * 35 / 100,
                       static_cast<std::int64_t>(heap.max))}}}}},
      {"gc",
       {{"collectors",
         {{"young",
           {{"collection_count", figures.young_collections},
            {"collection_time_in_millis", figures.young_collections * 9}}},
          {"old", {{"collection_count", 0}, {"collection_time_in_millis", 0}}}}}}},
      {"uptime_in_millis", figures.uptime},
  };
}

Json process(const Node&, const Figures& figures) {
  return {
      {"open_file_descriptors", figures.open_file_descriptors},
      {"peak_open_file_descriptors", figures.open_file_descriptors + 1},
      {"max_file_descriptors", 1'048'576},
      {"mem", {{"total_virtual_in_bytes", 8'282'685'440}}},
      {"cpu",
       {{"total_in_millis", figures.cpu_total},
        {"percent", figures.cpu_percent},
        {"load_average", {{"1m", 0.42}, {"5m", 0.38}, {"15m", 0.24}}}}},
  };
}

Json events(const Node&, const Figures& figures) {
  return events_of(figures.events);
}
Json flow(const Node&, const Figures& figures) {
  return flow_of(figures.flow);
}

Json reloads(const Node&, const Figures& figures) {
  return {{"successes", figures.reloads.successes}, {"failures", figures.reloads.failures}};
}

Json os(const Node&, const Figures&) {
  return Json::object();
}

Json queue(const Node& node, const Figures& figures) {
  std::uint64_t waiting = 0;
  for (const PipelineFigures& pipeline : figures.pipelines) {
    waiting += node.settings.queue_type == "persisted" ? pipeline.backlog : 0;
  }
  return {{"events_count", waiting}};
}

Json pipelines(const Node& node, const Figures& figures) {
  Json out = Json::object();
  for (const PipelineFigures& pipeline : figures.pipelines) {
    out[pipeline.id] = pipeline_stats(node, figures, pipeline);
  }
  return out;
}

constexpr bool always(const LogstashVersion&) {
  return true;
}
constexpr bool with_flow(const LogstashVersion& version) {
  return version.has_flow();
}

constexpr std::array kSections{
    StatsSection{"jvm", &jvm, &always},
    StatsSection{"process", &process, &always},
    StatsSection{"events", &events, &always},
    StatsSection{"flow", &flow, &with_flow},
    StatsSection{"pipelines", &pipelines, &always},
    StatsSection{"reloads", &reloads, &always},
    StatsSection{"os", &os, &always},
    StatsSection{"queue", &queue, &always},
};

}  // namespace

std::span<const StatsSection> stats_sections() {
  return kSections;
}

}  // namespace roadworthy::mocks
