#include "mocks/etcd/endpoints.h"

#include <array>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

namespace roadworthy::mocks::etcd {
namespace {

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr std::size_t kConnections = 4'096;  ///< At a time and endpoint.
constexpr Duration kPatience = std::chrono::seconds(60);

/// Whether the connection begins as HTTP/2 does; looks without taking anything.
bool begins_http2(Connection& connection) {
  if (!connection.await_request(kPreface.size())) {
    return false;
  }
  std::array<char, 3> first{};
  const ssize_t got = ::recv(connection.socket(), first.data(), first.size(), MSG_PEEK | MSG_WAITALL);
  return got == 3 && kPreface.starts_with(std::string_view(first.data(), first.size()));
}

}  // namespace

Endpoints::Endpoints(const Settings& settings, Service& service)
    : settings_(settings), service_(service), grpc_(service) {
  for (std::size_t i = 0; i < settings.listen.size(); ++i) {
    auto gateway = std::make_unique<Gateway>(service, i);
    auto server = std::make_unique<mocks::Server>(
        ServerOptions{.address = settings.listen[i],
                      .connections = kConnections,
                      .request_body_bytes = 16 * 1024 * 1024,
                      .patience = kPatience,
                      .endpoint = i + 1,
                      .other_protocol = [this, i](Connection& connection) { return take_grpc(connection, i); }},
        [front = gateway.get()](const httplib::Request& request, httplib::Response& response) {
          front->answer(request, response);
        },
        service.journal, service.faults, service.state.clock);
    endpoints_.push_back({std::move(gateway), std::move(server)});
  }
}

Endpoints::~Endpoints() {
  stop();
}

/// gRPC gets a descriptor of its own; this thread stays until the connection ends, so that it can be cut like any
/// other.
bool Endpoints::take_grpc(Connection& connection, std::size_t endpoint) {
  if (!begins_http2(connection)) {
    return false;
  }
  std::string ip;
  int port = 0;
  connection.get_remote_ip_and_port(ip, port);
  const std::string peer = fmt::format("{}:{}", ip, port);
  const int socket = ::fcntl(connection.socket(), F_DUPFD_CLOEXEC, 0);
  if (socket < 0) {
    return true;
  }
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
  grpc_.serve(socket, peer, endpoint);
  pollfd watched{connection.socket(), POLLRDHUP, 0};
  while (::poll(&watched, 1, -1) < 0 && errno == EINTR) {
  }
  grpc_.closed(socket, peer);
  return true;
}

void Endpoints::name_members() {
  const Turn turn(service_.state);
  Cluster& cluster = service_.state.cluster;
  cluster.id = id_of("cluster of " + settings_.name);
  for (std::size_t i = 0; i < endpoints_.size(); ++i) {
    pb::Member& member = cluster.members.emplace_back();
    member.set_name(i == 0 ? settings_.name : fmt::format("{}{}", settings_.name, i + 1));
    member.set_id(id_of(member.name()));
    member.add_peerurls(fmt::format("http://localhost:{}", 2380 + i));
    if (endpoints_.size() == 1 && !settings_.advertised.empty()) {
      member.mutable_clienturls()->Assign(settings_.advertised.begin(), settings_.advertised.end());
    } else if (i < settings_.advertised.size()) {
      member.add_clienturls(settings_.advertised[i]);
    } else {
      member.add_clienturls("http://" + endpoints_[i].server->address());
    }
  }
}

Result<void> Endpoints::bind() {
  for (Endpoint& endpoint : endpoints_) {
    if (auto bound = endpoint.server->bind(); !bound) {
      return bound;
    }
  }
  name_members();
  return {};
}

Result<void> Endpoints::start() {
  for (Endpoint& endpoint : endpoints_) {
    if (auto started = endpoint.server->start(); !started) {
      return started;
    }
  }
  return {};
}

void Endpoints::stop() {
  for (Endpoint& endpoint : endpoints_) {
    endpoint.server->stop();
  }
  grpc_.stop();
}

Result<void> Endpoints::set_faults(std::vector<Fault> faults) {
  service_.faults.set(std::move(faults));
  for (Endpoint& endpoint : endpoints_) {
    if (auto followed = endpoint.server->follow_faults(); !followed) {
      return followed;
    }
  }
  service_.follow_faults();
  return {};
}

std::string Endpoints::address() const {
  std::string all;
  for (const Endpoint& endpoint : endpoints_) {
    all += (all.empty() ? "" : ",") + endpoint.server->address();
  }
  return all;
}

}  // namespace roadworthy::mocks::etcd
