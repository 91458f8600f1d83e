#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "mocks/etcd/gateway.h"
#include "mocks/etcd/http_status.h"

namespace roadworthy::mocks::etcd {
namespace {

bool excluded(const httplib::Request& request, const std::string& alarm) {
  const auto [first, last] = request.params.equal_range("exclude");
  return std::any_of(first, last, [&](const auto& parameter) { return parameter.second == alarm; });
}

void answer_health(State& state, const httplib::Request& request, httplib::Response& response) {
  std::string reason;
  {
    const Turn turn(state);
    for (const auto& [member, alarm] : state.cluster.alarms) {
      if (!excluded(request, pb::AlarmType_Name(alarm))) {
        reason = "ALARM " + pb::AlarmType_Name(alarm);
      }
    }
    if (reason.empty() && !state.cluster.has_leader && request.get_param_value("serializable") != "true") {
      reason = "RAFT NO LEADER";
    }
  }
  response.status = reason.empty() ? 200 : 503;
  const nlohmann::ordered_json body{{"health", reason.empty() ? "true" : "false"}, {"reason", reason}};
  response.set_content(body.dump(), "text/plain; charset=utf-8");
}

void add_metric(std::string& text, std::string_view kind, std::string_view name, double value,
                std::string_view labels = {}) {
  text += fmt::format("# TYPE {0} {1}\n{0}{2} {3}\n", name, kind, labels, value);
}

std::string_view type_of(Shape shape) {
  switch (shape) {
    case Shape::unary:
    case Shape::waiting:
      return "unary";
    case Shape::observe:
      return "server_stream";
    default:
      return "bidi_stream";
  }
}

/// `grpc_server_started_total` and `grpc_server_handled_total`; a call over the gateway is one of gRPC, as in etcd.
void add_calls(std::string& text, Service& service) {
  const auto calls = service.calls();
  const auto labels = [](const Method& method) {
    const std::size_t slash = method.path.rfind('/');
    return fmt::format("grpc_method=\"{}\",grpc_service=\"{}\",grpc_type=\"{}\"", method.path.substr(slash + 1),
                       method.path.substr(1, slash - 1), type_of(method.shape));
  };
  text += "# TYPE grpc_server_started_total counter\n";
  for (const Method& method : methods()) {
    const auto found = calls.find(method.path);
    text += fmt::format("grpc_server_started_total{{{}}} {}\n", labels(method),
                        found == calls.end() ? 0 : found->second.started);
  }
  text += "# TYPE grpc_server_handled_total counter\n";
  for (const auto& [path, counts] : calls) {
    for (const auto& [code, count] : counts.handled) {
      text += fmt::format("grpc_server_handled_total{{grpc_code=\"{}\",{}}} {}\n", name_of(code),
                          labels(*find_method(path)), count);
    }
  }
}

std::string metrics(Service& service, std::size_t endpoint) {
  State& state = service.state;
  std::string text;
  add_calls(text, service);
  const Turn turn(state);
  const auto gauge = [&](std::string_view name, double value) { add_metric(text, "gauge", name, value); };
  const auto number = [](auto value) { return static_cast<double>(value); };
  gauge("etcd_server_has_leader", state.cluster.has_leader ? 1 : 0);
  gauge("etcd_server_is_leader", state.cluster.leader() == state.cluster.member_of(endpoint) ? 1 : 0);
  add_metric(text, "counter", "etcd_server_leader_changes_seen_total", 1);
  gauge("etcd_server_proposals_committed_total", number(state.raft_index));
  gauge("etcd_server_proposals_applied_total", number(state.raft_index));
  gauge("etcd_server_proposals_pending", 0);
  add_metric(text, "counter", "etcd_server_proposals_failed_total", 0);
  add_metric(text, "gauge", "etcd_server_version", 1, fmt::format("{{server_version=\"{}\"}}", state.cluster.version));
  add_metric(text, "gauge", "etcd_server_id", 1,
             fmt::format("{{server_id=\"{:x}\"}}", state.cluster.member_of(endpoint)));
  gauge("etcd_server_quota_backend_bytes", 2147483648.0);
  gauge("etcd_mvcc_db_total_size_in_bytes", number(state.store.bytes()));
  gauge("etcd_mvcc_db_total_size_in_use_in_bytes", number(state.store.bytes()));
  gauge("etcd_debugging_mvcc_keys_total", number(state.store.keys()));
  gauge("etcd_debugging_mvcc_current_revision", number(state.store.revision()));
  gauge("etcd_debugging_mvcc_compact_revision", number(state.store.compacted()));
  std::size_t watches = 0;
  for (const WatchStream* const stream : state.hub.streams()) {
    watches += stream->watches();
  }
  gauge("etcd_debugging_mvcc_watcher_total", number(watches));
  gauge("etcd_debugging_mvcc_watch_stream_total", number(state.hub.streams().size()));
  add_metric(text, "counter", "etcd_debugging_mvcc_events_total", number(state.hub.events_sent));
  return text;
}

}  // namespace

bool answer_side_endpoint(Service& service, std::size_t endpoint, const httplib::Request& request,
                          httplib::Response& response) {
  State& state = service.state;
  const bool known = request.path == "/health" || request.path == "/version" || request.path == "/metrics";
  if (known && request.method != "GET") {
    response.status = 405;
    response.set_header("Allow", "GET");
    response.set_content("Method Not Allowed\n", "text/plain; charset=utf-8");
  } else if (request.path == "/health") {
    answer_health(state, request, response);
  } else if (request.path == "/version") {
    const nlohmann::ordered_json body{{"etcdserver", state.cluster.version}, {"etcdcluster", "3.5.0"}};
    response.set_content(body.dump(), "application/json");
  } else if (request.path == "/metrics") {
    response.set_content(metrics(service, endpoint), "text/plain; version=0.0.4; charset=utf-8");
  }
  return known;
}

}  // namespace roadworthy::mocks::etcd
