#include "mocks/logstash/pipeline_stats.h"

#include <fmt/format.h>

namespace roadworthy::mocks {
namespace {

void add_flow(Json& plugin, const Node& node, const PipelineFigures& pipeline, const std::string& id) {
  const auto found = pipeline.plugin_flow.find(id);
  if (node.settings.version.has_flow() && found != pipeline.plugin_flow.end()) {
    plugin["flow"] = flow_of(found->second);
  }
}

Json codec(std::string_view id) {
  return {{"id", fmt::format("plain_{}", id)},
          {"name", "plain"},
          {"decode", {{"out", 0}, {"writes_in", 0}, {"duration_in_millis", 0}}},
          {"encode", {{"writes_in", 0}, {"duration_in_millis", 0}}}};
}

Json input(const PluginFigures& plugin) {
  Json out{{"id", plugin.id},
           {"name", plugin.kind},
           {"events", {{"out", plugin.out}, {"queue_push_duration_in_millis", plugin.duration}}}};
  if (plugin.kind == "tcp") {
    out["current_connections"] = 1;
    out["peak_connections"] = 1;
  } else if (plugin.kind == "udp") {
    out["queue_size"] = 2000;
    out["workers"] = 2;
  }
  return out;
}

Json filter_or_output(const PluginFigures& plugin) {
  return {{"id", plugin.id},
          {"name", plugin.kind},
          {"events", {{"in", plugin.in}, {"out", plugin.out}, {"duration_in_millis", plugin.duration}}}};
}

/// Logstash leaves out the counters of documents that never counted anything.
void add_documents(Json& out, const DocumentFigures& figures) {
  const auto add = [](Json& object, const char* name, std::uint64_t count) {
    if (count > 0) {
      object[name] = count;
    }
  };
  Json documents = Json::object();
  add(documents, "successes", figures.successes);
  add(documents, "retryable_failures", figures.retryable_failures);
  add(documents, "non_retryable_failures", figures.non_retryable_failures);
  add(documents, "dlq_routed", figures.dlq_routed);
  Json bulk = Json::object();
  add(bulk, "successes", figures.bulk_successes);
  add(bulk, "with_errors", figures.bulk_with_errors);
  add(bulk, "failures", figures.bulk_failures);
  if (const auto answered = figures.bulk_successes + figures.bulk_with_errors; answered > 0) {
    bulk["responses"]["200"] = answered;
  }
  out["documents"] = std::move(documents);
  out["bulk_requests"] = std::move(bulk);
}

Json plugins_of(const Node& node, const PipelineFigures& pipeline) {
  Json inputs = Json::array();
  Json codecs = Json::array();
  for (const PluginFigures& plugin : pipeline.inputs) {
    inputs.push_back(input(plugin));
    codecs.push_back(codec(plugin.id.substr(0, 12)));
    add_flow(inputs.back(), node, pipeline, plugin.id);
  }
  Json filters = Json::array();
  for (const PluginFigures& plugin : pipeline.filters) {
    filters.push_back(filter_or_output(plugin));
    if (plugin.kind == "grok") {
      filters.back()["matches"] = plugin.out;
      filters.back()["failures"] = 0;
      filters.back()["patterns_per_field"] = {{"message", 1}};
    }
    add_flow(filters.back(), node, pipeline, plugin.id);
  }
  Json outputs = Json::array();
  for (const OutputFigures& plugin : pipeline.outputs) {
    outputs.push_back(filter_or_output(plugin));
    if (plugin.documents) {
      add_documents(outputs.back(), *plugin.documents);
    }
    add_flow(outputs.back(), node, pipeline, plugin.id);
  }
  return {{"inputs", std::move(inputs)},
          {"codecs", std::move(codecs)},
          {"filters", std::move(filters)},
          {"outputs", std::move(outputs)}};
}

Json reloads_of(const PipelineFigures& pipeline) {
  Json last_error;
  if (pipeline.reloads.failures > 0) {
    last_error = {{"message", "No configuration found in the configured sources."}, {"backtrace", Json::array()}};
  }
  return {{"last_success_timestamp", nullptr},
          {"failures", pipeline.reloads.failures},
          {"last_error", std::move(last_error)},
          {"successes", pipeline.reloads.successes},
          {"last_failure_timestamp", nullptr}};
}

Json queue_of(const Node& node, const PipelineFigures& pipeline) {
  constexpr std::uint64_t kEventBytes = 700;
  if (node.settings.queue_type == "memory") {
    return {{"type", "memory"}, {"events_count", 0}, {"queue_size_in_bytes", 0}, {"max_queue_size_in_bytes", 0}};
  }
  const std::uint64_t bytes = 1 + pipeline.backlog * kEventBytes;
  return {
      {"type", "persisted"},
      {"capacity",
       {{"max_unread_events", 0},
        {"page_capacity_in_bytes", 67'108'864},
        {"max_queue_size_in_bytes", 1'073'741'824},
        {"queue_size_in_bytes", bytes}}},
      {"data",
       {{"path", "/usr/share/logstash/data/queue/" + pipeline.id},
        {"free_space_in_bytes", 34'359'738'368},
        {"storage_type", "overlay"}}},
      {"events", pipeline.backlog},
      {"events_count", pipeline.backlog},
      {"queue_size_in_bytes", bytes},
      {"max_queue_size_in_bytes", 1'073'741'824},
  };
}

}  // namespace

Json flow_of(const Flow& flow) {
  Json out = Json::object();
  for (const auto& [metric, windows] : flow) {
    Json rates = Json::object();
    for (const auto& [window, rate] : windows) {
      rates[std::string(window)] = rate.infinite ? Json("Infinity") : Json(rate.value);
    }
    out[std::string(metric)] = std::move(rates);
  }
  return out;
}

Json events_of(const EventFigures& events) {
  return {{"in", events.in},
          {"filtered", events.filtered},
          {"out", events.out},
          {"duration_in_millis", events.duration},
          {"queue_push_duration_in_millis", events.queue_push_duration}};
}

Json pipeline_stats(const Node& node, const Figures& figures, const PipelineFigures& pipeline) {
  if (pipeline.terminated) {
    const Json none = Json::array();
    return {{"events", nullptr},
            {"plugins", {{"inputs", none}, {"codecs", none}, {"filters", none}, {"outputs", none}}},
            {"reloads", reloads_of(pipeline)},
            {"queue", nullptr}};
  }
  Json out{{"events", events_of(pipeline.events)}};
  if (node.settings.version.has_flow()) {
    out["flow"] = flow_of(pipeline.flow);
    if (!node.settings.version.has_worker_utilization()) {
      out["flow"].erase("worker_utilization");
    }
  }
  out["plugins"] = plugins_of(node, pipeline);
  out["reloads"] = reloads_of(pipeline);
  out["queue"] = queue_of(node, pipeline);
  if (const auto& dead = figures.dead_letter_queue) {
    out["dead_letter_queue"] = {{"queue_size_in_bytes", dead->bytes},     {"last_error", "no errors"},
                                {"expired_events", dead->expired_events}, {"storage_policy", "drop_newer"},
                                {"dropped_events", dead->dropped_events}, {"max_queue_size_in_bytes", 1'073'741'824}};
  }
  if (node.settings.version.has_pipeline_settings_in_stats()) {
    out["pipeline"] = {{"workers", node.settings.workers},
                       {"batch_size", node.settings.batch_size},
                       {"batch_delay", node.settings.batch_delay}};
  }
  out["hash"] = pipeline.hash;
  out["ephemeral_id"] = pipeline.ephemeral_id;
  return out;
}

}  // namespace roadworthy::mocks
