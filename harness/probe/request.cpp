#include "probe/request.h"

#include <algorithm>

#include <fmt/format.h>

namespace roadworthy {
namespace {

/// Reads `METHOD URL`; a mistake goes to `errors`.
void read_method_and_address(const NodeView& node, Errors& errors, HttpRequest& request) {
  std::string text;
  if (!decode_value(node, errors, text) || text.empty()) {
    return;
  }
  const auto space = text.find(' ');
  const std::string method = text.substr(0, space);
  const bool is_method = !method.empty() && std::ranges::all_of(method, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (space == std::string::npos || !is_method) {
    add_error(errors, node, fmt::format("`{}` is no request", text),
              "write METHOD and address: GET http://POD:PORT/PATH");
    return;
  }
  auto address = parse_http_address(text.substr(space + 1));
  if (!address) {
    add_error(errors, node, address.error().message, address.error().remedy);
    return;
  }
  request.method = method;
  request.address = std::move(*address);
}

void finish(const NodeView& node, Errors& errors, CheckRequest& check) {
  const HttpAddress& address = check.request.address;
  if (address.host == "localhost" || address.host.starts_with("127.")) {
    if (check.request.from.empty()) {
      add_error(errors, node, fmt::format("whose `{}` is meant?", address.host),
                "name the pod, or add `from: CONTAINER` to ask from inside its pod");
    }
  } else if (!address.host.empty()) {
    check.addresses.insert(check.addresses.begin(), {address.host, node.span()});
  }
  const std::string url =
      fmt::format("{} http://{}:{}{}", check.request.method, address.host, address.port, address.target);
  check.target = fmt::format("{} from {}", url, check.request.from);
  check.description = check.request.from.empty() ? url : check.target;
}

}  // namespace

CheckRequest take_request(Decoder& decode, std::string_view key, Duration timeout) {
  CheckRequest check;
  const auto node = decode.take(key);
  if (!node) {
    decode.missing(key);
    return check;
  }
  read_method_and_address(*node, decode.errors(), check.request);
  check.request.from = decode.optional<std::string>("from").value_or("");
  check.request.body = decode.optional<std::string>("body").value_or("");
  for (const auto& [name, value] : decode.optional<std::map<std::string, std::string>>("request_headers")
                                       .value_or(std::map<std::string, std::string>{})) {
    check.request.headers.emplace_back(name, value);
  }
  check.timeout = decode.optional<Duration>("timeout").value_or(timeout);
  if (decode.has("from")) {
    check.addresses.push_back({check.request.from, decode.node().find("from")->span()});
  }
  finish(*node, decode.errors(), check);
  return check;
}

CheckRequest read_request(const NodeView& node, Errors& errors, const CheckRequest& like) {
  CheckRequest check;
  check.request.from = like.request.from;
  check.request.headers = like.request.headers;
  check.timeout = like.timeout;
  read_method_and_address(node, errors, check.request);
  finish(node, errors, check);
  return check;
}

}  // namespace roadworthy
