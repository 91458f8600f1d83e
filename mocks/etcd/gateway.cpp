#include "mocks/etcd/gateway.h"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/eventfd.h>

#include "mocks/etcd/gateway_stream.h"
#include "mocks/etcd/http_status.h"
#include "mocks/etcd/json.h"
#include "mocks/etcd/waiting.h"
#include "mocks/http/server.h"

namespace roadworthy::mocks::etcd {
namespace {

constexpr const char* kJson = "application/json";

void set_plain(httplib::Response& response, int status, const char* text) {
  response.status = status;
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_content(text, "text/plain; charset=utf-8");
}

void set_failure(httplib::Response& response, const Failure& failure) {
  response.status = http_status(failure.code);
  const nlohmann::ordered_json body{
      {"error", failure.text}, {"code", static_cast<int>(failure.code)}, {"message", failure.text}};
  response.set_content(body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), kJson);
}

Caller caller_of(const httplib::Request& request, std::size_t endpoint) {
  Caller caller{
      .peer = fmt::format("{}:{}", request.remote_addr, request.remote_port), .token = {}, .endpoint = endpoint};
  for (const char* const header : {"Grpc-Metadata-Token", "Authorization"}) {
    if (request.has_header(header)) {
      caller.token = request.get_header_value(header);
      break;
    }
  }
  return caller;
}

/// The answer of a waiting method, or that its client left `socket`.
Waiting::Outcome await_answer(Service& service, const Method& method, Caller caller, const std::optional<Fault>& fault,
                              std::unique_ptr<Method::Message> request, int socket) {
  const auto wake = std::make_shared<UniqueFd>(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  Waiting waiting(service, method, std::move(caller), fault, std::move(request),
                  [wake] { ::eventfd_write(wake->get(), 1); });
  while (true) {
    if (auto outcome = waiting.try_again()) {
      return std::move(*outcome);
    }
    std::array<pollfd, 2> watched{{{wake->get(), POLLIN, 0}, {socket, POLLRDHUP, 0}}};
    ::poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0) {
      return std::unexpected(Failure{Code::canceled, "context canceled"});
    }
    eventfd_t ignored = 0;
    ::eventfd_read(wake->get(), &ignored);
  }
}

}  // namespace

void Gateway::answer(const httplib::Request& request, httplib::Response& response) {
  response.set_header("Access-Control-Allow-Headers", "accept, content-type, authorization");
  response.set_header("Access-Control-Allow-Methods", "POST, GET, OPTIONS, PUT, DELETE");
  response.set_header("Access-Control-Allow-Origin", "*");
  if (request.method == "OPTIONS") {
    response.status = 200;
    return;
  }
  if (answer_side_endpoint(service_, endpoint_, request, response)) {
    return;
  }
  constexpr std::string_view kBeta = "/v3beta/";
  const std::string path = request.path.starts_with(kBeta) ? "/v3/" + request.path.substr(kBeta.size()) : request.path;
  const Method* const method = find_gateway_method(path);
  if (method == nullptr) {
    return set_plain(response, 404, path.starts_with("/v3/") ? "Not Found\n" : "404 page not found\n");
  }
  if (request.method != "POST") {
    return set_plain(response, 405, "Method Not Allowed\n");
  }
  if (method->shape == Shape::unary || method->shape == Shape::waiting) {
    call(*method, request, response);
  } else {
    stream(*method, request, response);
  }
}

void Gateway::call(const Method& method, const httplib::Request& request, httplib::Response& response) {
  auto message = method.request();
  // The first value is the request; what follows is not looked at.
  const auto values = split_values(request.body);
  if (auto read = from_json(values.empty() ? "" : values.front(), *message); !read) {
    return set_failure(response, read.error());
  }
  const auto& fault = mocks::Server::own_fault();
  Caller caller = caller_of(request, endpoint_);
  const auto answer =
      method.shape == Shape::waiting
          ? await_answer(service_, method, std::move(caller), fault, std::move(message), mocks::Server::client_socket())
          : service_.call(method, caller, *message, fault ? &*fault : nullptr);
  if (!answer) {
    return set_failure(response, answer.error());
  }
  response.set_header("Grpc-Metadata-Content-Type", "application/grpc");
  response.set_content(to_json(**answer), kJson);
}

void Gateway::stream(const Method& method, const httplib::Request& request, httplib::Response& response) {
  const auto values = split_values(request.body);
  const auto& fault = mocks::Server::own_fault();
  auto conversation = std::make_shared<GatewayStream>(service_, method, caller_of(request, endpoint_), fault);
  service_.opened(conversation);
  bool first = true;
  for (const std::string_view value : values) {
    if (auto taken = conversation->take(value); !taken) {
      if (first) {
        return set_failure(response, taken.error());
      }
      break;
    }
    first = false;
  }
  conversation->no_more();
  response.set_header("Grpc-Metadata-Content-Type", "application/grpc");
  response.set_chunked_content_provider(
      kJson, [conversation, socket = mocks::Server::client_socket()](std::size_t, httplib::DataSink& sink) {
        const auto line = conversation->await_line(socket);
        if (!line) {
          sink.done();
          return true;
        }
        return sink.write(line->data(), line->size());
      });
}

}  // namespace roadworthy::mocks::etcd
