#include "probe/etcd_gateway.h"

#include <fmt/format.h>

namespace roadworthy {
namespace {

using nlohmann::json;

Result<json> post(Stand& stand, const EtcdClient& client, const std::string& path, const std::string& token,
                  const json& request, TimePoint deadline) {
  HttpRequest http{.method = "POST",
                   .address = {.host = client.container, .port = client.port, .target = path},
                   .headers = {{"Content-Type", "application/json"}},
                   .body = request.dump(),
                   .from = {}};
  if (!token.empty()) {
    http.headers.emplace_back("Authorization", token);
  }
  const auto answer = exchange(stand, http, deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  auto body = json::parse(answer->body, nullptr, false);
  if (answer->status == 200 && body.is_object()) {
    return body;
  }
  const std::string words = body.is_object() && body.contains("error") && body["error"].is_string()
                                ? body["error"].get<std::string>()
                                : fmt::format("status {}", answer->status);
  return fail(ErrorKind::no_answer, fmt::format("{} refuses {}: {}", client.container, path, words));
}

}  // namespace

Result<json> ask_etcd(Stand& stand, const EtcdClient& client, const std::string& path, const json& request,
                      TimePoint deadline) {
  std::string token;
  if (!client.user.empty()) {
    const auto signed_in = post(stand, client, "/v3/auth/authenticate", "",
                                {{"name", client.user}, {"password", client.password}}, deadline);
    if (!signed_in) {
      return std::unexpected(signed_in.error());
    }
    token = signed_in->value("token", "");
  }
  return post(stand, client, path, token, request, deadline);
}

std::string end_of_prefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') {
    prefix.pop_back();
  }
  if (prefix.empty()) {
    return std::string(1, '\0');
  }
  ++prefix.back();
  return prefix;
}

}  // namespace roadworthy
