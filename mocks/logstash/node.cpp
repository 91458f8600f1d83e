#include "mocks/logstash/node.h"

#include <array>
#include <thread>

#include <sys/utsname.h>
#include <unistd.h>

#include "mocks/logstash/health_report.h"

namespace roadworthy::mocks {
namespace {

struct PluginVersion {
  const char* name;
  const char* version;
};

constexpr std::array kPlugins{
    PluginVersion{"logstash-codec-json", "3.1.1"},
    PluginVersion{"logstash-codec-line", "3.1.1"},
    PluginVersion{"logstash-codec-plain", "3.1.0"},
    PluginVersion{"logstash-filter-date", "3.1.15"},
    PluginVersion{"logstash-filter-drop", "3.0.5"},
    PluginVersion{"logstash-filter-grok", "4.4.3"},
    PluginVersion{"logstash-filter-json", "3.2.1"},
    PluginVersion{"logstash-filter-mutate", "3.5.8"},
    PluginVersion{"logstash-filter-ruby", "3.1.8"},
    PluginVersion{"logstash-filter-throttle", "4.0.4"},
    PluginVersion{"logstash-input-tcp", "6.4.4"},
    PluginVersion{"logstash-input-udp", "3.5.0"},
    PluginVersion{"logstash-output-elasticsearch", "11.22.9"},
    PluginVersion{"logstash-output-http", "5.7.0"},
    PluginVersion{"logstash-output-s3", "4.4.1"},
};

}  // namespace

Json envelope(const Node& node, const Figures& figures) {
  return {
      {"host", node.host},
      {"version", node.settings.version.text()},
      {"http_address", node.http_address},
      {"id", node.id},
      {"name", node.name},
      {"ephemeral_id", node.ephemeral_id},
      // Before there was a health report the word never changed.
      {"status", node.settings.version.has_health_report() ? health_word(figures) : "green"},
      {"snapshot", false},
      {"pipeline",
       {{"workers", node.settings.workers},
        {"batch_size", node.settings.batch_size},
        {"batch_delay", node.settings.batch_delay}}},
  };
}

Json root_document(const Node& node, const Figures& figures) {
  Json document = envelope(node, figures);
  document["build_date"] = "2024-12-11T09:37:48+00:00";
  document["build_sha"] = "46b996c24da17cdc7a16bc3037edab5c6132ccd0";
  document["build_snapshot"] = false;
  return document;
}

Json node_pipelines(const Node& node, const Figures& figures) {
  Json pipelines = Json::object();
  for (const PipelineFigures& pipeline : figures.pipelines) {
    Json entry{
        {"ephemeral_id", pipeline.ephemeral_id},
        {"hash", pipeline.hash},
        {"workers", node.settings.workers},
        {"batch_size", node.settings.batch_size},
        {"batch_delay", node.settings.batch_delay},
        {"config_reload_automatic", node.settings.reload_automatic},
        {"config_reload_interval", 3'000'000'000},
        {"dead_letter_queue_enabled", figures.dead_letter_queue.has_value()},
    };
    if (figures.dead_letter_queue) {
      entry["dead_letter_queue_path"] = "/usr/share/logstash/data/dead_letter_queue/" + pipeline.id;
    }
    pipelines[pipeline.id] = std::move(entry);
  }
  return pipelines;
}

Json node_os() {
  utsname names{};
  ::uname(&names);
  return {
      {"name", "Linux"},
      {"arch", "amd64"},
      {"version", names.release},
      {"available_processors", std::max(1U, std::thread::hardware_concurrency())},
  };
}

Json node_jvm(const Node& node, const Figures& figures) {
  return {
      {"pid", ::getpid()},
      {"version", "21.0.5"},
      {"vm_version", "21.0.5"},
      {"vm_vendor", "Eclipse Adoptium"},
      {"vm_name", "OpenJDK 64-Bit Server VM"},
      {"start_time_in_millis", node.started_at},
      {"mem",
       {{"heap_init_in_bytes", figures.heap.max},
        {"heap_max_in_bytes", figures.heap.max},
        {"non_heap_init_in_bytes", 7'667'712},
        {"non_heap_max_in_bytes", 0}}},
      {"gc_collectors", {"G1 Young Generation", "G1 Concurrent GC", "G1 Old Generation"}},
  };
}

Json node_plugins(const Node& node) {
  Json plugins = Json::array();
  for (const PluginVersion& plugin : kPlugins) {
    plugins.push_back({{"name", plugin.name}, {"version", plugin.version}});
  }
  for (const Target* target : node.settings.targets) {
    if (target->name == "azure-log-ingestion") {
      plugins.push_back({{"name", target->outputs.front().kind}, {"version", "1.1.3"}});
    }
  }
  return {{"total", plugins.size()}, {"plugins", std::move(plugins)}};
}

}  // namespace roadworthy::mocks
