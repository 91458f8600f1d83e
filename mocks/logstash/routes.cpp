#include "mocks/logstash/routes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "mocks/logstash/health_report.h"
#include "mocks/logstash/hot_threads.h"
#include "mocks/logstash/node_stats.h"
#include "mocks/logstash/pipeline_stats.h"

namespace roadworthy::mocks {
namespace {

constexpr std::size_t kMostLoggers = 1000;

struct Call {
  const httplib::Request& request;
  const Node& node;
  const Figures& figures;
  std::vector<std::string> parts;  ///< What follows the route's path, split at slashes.
};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) {
      parts.emplace_back(text.substr(0, end));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Answer not_found(const Call& call) {
  return {.status = 404,
          .document = {{"path", call.request.path}, {"status", 404}, {"error", {{"message", "Not Found"}}}}};
}

Json merged(const Call& call, const Json& document) {
  Json all = envelope(call.node, call.figures);
  all.update(document);
  return all;
}

std::string time_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::now()));
}

Answer root(const Call& call) {
  return call.parts.empty() ? Answer{.document = root_document(call.node, call.figures)} : not_found(call);
}

Answer node_info(const Call& call) {
  const std::array<std::pair<std::string_view, Json>, 3> sections{{
      {"pipelines", node_pipelines(call.node, call.figures)},
      {"os", node_os()},
      {"jvm", node_jvm(call.node, call.figures)},
  }};
  Json document = envelope(call.node, call.figures);
  if (call.parts.size() == 2 && call.parts.front() == "pipelines") {
    const Json& all = sections.front().second;
    if (!all.contains(call.parts.back())) {
      return not_found(call);
    }
    document["pipelines"] = {{call.parts.back(), all[call.parts.back()]}};
    return {.document = std::move(document)};
  }
  const auto wanted = call.parts.empty() ? std::vector<std::string>{} : split(call.parts.front(), ',');
  bool any = false;
  for (const auto& [name, section] : sections) {
    if (call.parts.empty() || std::ranges::find(wanted, name) != wanted.end()) {
      document[std::string(name)] = section;
      any = true;
    }
  }
  return any && call.parts.size() <= 1 ? Answer{.document = std::move(document)} : not_found(call);
}

Answer plugins(const Call& call) {
  return call.parts.empty() ? Answer{.document = merged(call, node_plugins(call.node))} : not_found(call);
}

Answer stats(const Call& call) {
  if (call.parts.empty()) {
    return {.document = stats_document(call.node, call.figures)};
  }
  Json document = envelope(call.node, call.figures);
  if (call.parts.size() == 2 && call.parts.front() == "pipelines") {
    const auto pipeline = std::ranges::find(call.figures.pipelines, call.parts.back(), &PipelineFigures::id);
    if (pipeline == call.figures.pipelines.end()) {
      return not_found(call);
    }
    document["pipelines"] = {{pipeline->id, pipeline_stats(call.node, call.figures, *pipeline)}};
    return {.document = std::move(document)};
  }
  const auto wanted = split(call.parts.front(), ',');
  bool any = false;
  for (const StatsSection& section : stats_sections()) {
    if (section.present(call.node.settings.version) && std::ranges::find(wanted, section.name) != wanted.end()) {
      document[std::string(section.name)] = section.make(call.node, call.figures);
      any = true;
    }
  }
  return any && call.parts.size() == 1 ? Answer{.document = std::move(document)} : not_found(call);
}

Answer bad_request(const std::string& message) {
  return {.status = 400, .document = {{"error", message}}};
}

bool flag(const httplib::Request& request, const char* name, bool fallback) {
  if (!request.has_param(name)) {
    return fallback;
  }
  const std::string value = request.get_param_value(name);
  return value.empty() || value == "true";
}

std::size_t count(const httplib::Request& request, const char* name, std::size_t fallback) {
  const std::string value = request.get_param_value(name);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc{} && end == value.data() + value.size() ? number : fallback;
}

Answer threads(const Call& call) {
  HotThreadsQuery query{
      .threads = count(call.request, "threads", 10),
      .ignore_idle_threads = flag(call.request, "ignore_idle_threads", true),
      .stacktrace_size = count(call.request, "stacktrace_size", 50),
  };
  if (call.request.has_param("ordered_by")) {
    query.ordered_by = call.request.get_param_value("ordered_by");
  }
  if (query.ordered_by != "cpu" && query.ordered_by != "wait" && query.ordered_by != "block") {
    return bad_request("ordered_by value is not valid. Possible values are: cpu, wait, block");
  }
  if (!call.parts.empty()) {
    return not_found(call);
  }
  if (flag(call.request, "human", false)) {
    return {.document = {}, .text = hot_threads_text(query, call.figures, call.node.host, time_now())};
  }
  return {.document = merged(call, {{"hot_threads", hot_threads(query, call.figures, time_now())}})};
}

Answer health(const Call& call) {
  if (!call.node.settings.version.has_health_report() || !call.parts.empty()) {
    return not_found(call);
  }
  return {.document = merged(call, health_report(call.figures))};
}

Answer logging(const Call& call, std::string_view path, LogLevels& levels) {
  if (call.request.method == "GET" && path == "/_node/logging") {
    return {.document = merged(call, {{"loggers", levels}})};
  }
  if (call.request.method == "PUT" && path == "/_node/logging/reset") {
    std::ranges::for_each(levels, [](auto& entry) { entry.second = "INFO"; });
    return {.document = merged(call, {{"acknowledged", true}})};
  }
  if (call.request.method != "PUT" || path != "/_node/logging") {
    return not_found(call);
  }
  const Json body = Json::parse(call.request.body, nullptr, false);
  const Json wanted = body.is_object() ? body : Json::object();
  LogLevels changed = levels;
  for (const auto& [key, level] : wanted.items()) {
    constexpr std::string_view kPrefix = "logger.";
    if (!key.starts_with(kPrefix) || !level.is_string() || changed.size() > kMostLoggers) {
      return bad_request(fmt::format("unrecognized option [{}]", key));
    }
    changed[key.substr(kPrefix.size())] = level.get<std::string>();
  }
  levels = std::move(changed);
  return {.document = merged(call, {{"acknowledged", true}})};
}

/// A route answers its path and what lies below it; the longest path that fits is taken.
struct Route {
  std::string_view path;
  Answer (*answer)(const Call&);
};
constexpr std::array kRoutes{
    Route{"/_node/hot_threads", &threads}, Route{"/_health_report", &health}, Route{"/_node/plugins", &plugins},
    Route{"/_node/stats", &stats},         Route{"/_node", &node_info},       Route{"/", &root},
};

bool under(std::string_view path, std::string_view root) {
  return path == root || (path.starts_with(root) && (root == "/" || path[root.size()] == '/'));
}

}  // namespace

LogLevels default_log_levels() {
  return {{"logstash.agent", "INFO"},
          {"logstash.api.service", "INFO"},
          {"logstash.outputs.http", "INFO"},
          {"logstash.runner", "INFO"},
          {"org.logstash.execution.WorkerLoop", "INFO"},
          {"slowlog.logstash.filters.grok", "INFO"}};
}

Answer answer_route(const httplib::Request& request, const std::string& path, const Node& node, const Figures& figures,
                    LogLevels& levels) {
  Call call{.request = request, .node = node, .figures = figures, .parts = {}};
  if (under(path, "/_node/logging")) {
    return logging(call, path, levels);
  }
  if (request.method != "GET" && request.method != "HEAD") {
    return not_found(call);
  }
  const auto* const route = std::ranges::find_if(kRoutes, [&](const Route& row) { return under(path, row.path); });
  call.parts = split(std::string_view(path).substr(route->path.size()), '/');
  return route->answer(call);
}

Json stats_document(const Node& node, const Figures& figures) {
  Json document = envelope(node, figures);
  for (const StatsSection& section : stats_sections()) {
    if (section.present(node.settings.version)) {
      document[std::string(section.name)] = section.make(node, figures);
    }
  }
  return document;
}

}  // namespace roadworthy::mocks
