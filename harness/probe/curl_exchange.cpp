#include "probe/curl_exchange.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace roadworthy {
namespace {

curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr*) {
  auto& state = *static_cast<Exchange*>(context);
  const HttpAddress& address = state.request.address;
  auto connection = state.stand.connect(state.request.from, address.host, address.port, state.deadline);
  if (!connection) {
    state.connect_error = std::move(connection.error());
    return CURL_SOCKET_BAD;
  }
  return connection->release();
}

// libcurl 7.88 calls connect() all the same. Linux lets that pass, once, for a socket that was connected without
// blocking; any other it refuses (EISCONN), so a stand that blocks in connect() needs a libcurl from 8.0 on.
int mark_connected(void*, curl_socket_t, curlsocktype) {
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* context) {
  auto& state = *static_cast<Exchange*>(context);
  state.header_bytes += size;
  if (state.header_bytes > state.limits.header_bytes) {
    state.headers_too_long = true;
    return 0;
  }
  std::string_view line(data, size);
  while (line.ends_with('\n') || line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  if (line.starts_with("HTTP/")) {
    state.answer.headers.clear();  // Of an interim (1xx) answer.
    return size;
  }
  if (line.empty()) {
    long status = 0;
    curl_easy_getinfo(state.curl, CURLINFO_RESPONSE_CODE, &status);
    state.head_complete = status >= 200;
    return size;
  }
  if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value.remove_suffix(value.size() - (value.find_last_not_of(" \t") + 1));
    state.answer.headers.emplace_back(line.substr(0, colon), value);
  }
  return size;
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* context) {
  auto& state = *static_cast<Exchange*>(context);
  const std::size_t room = state.limits.body_bytes - state.body_bytes;
  state.piece.append(data, std::min(size, room));
  state.body_bytes += std::min(size, room);
  if (size > room) {
    state.answer.body_cut = true;
    return 0;
  }
  return size;
}

/// To the millisecond, so that equal waits read the same.
std::string whole_milliseconds(Duration duration) {
  return to_text(std::chrono::round<std::chrono::milliseconds>(duration));
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && std::ranges::equal(left, right, [](unsigned char a, unsigned char b) {
           return std::tolower(a) == std::tolower(b);
         });
}

std::string describe_failure(CURL* curl, const Exchange& state, CURLcode code, Duration allowed, const char* detail) {
  const std::size_t come = state.body_bytes;
  curl_off_t announced = -1;
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return state.header_bytes == 0 ? fmt::format("no answer within {}", whole_milliseconds(allowed))
                                     : fmt::format("the answer was not complete within {} ({} bytes of body had come)",
                                                   whole_milliseconds(allowed), come);
    case CURLE_GOT_NOTHING:
      return "the connection was closed without an answer";
    case CURLE_PARTIAL_FILE:
      curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
      return announced < 0 ? fmt::format("the body ended after {} bytes, before its last chunk", come)
                           : fmt::format("the body ended after {} of {} bytes", come, announced);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      if (*detail != '\0' && !std::string_view(detail).starts_with("Recv failure")) {
        return fmt::format("not an HTTP answer: {}", printable(detail));  // Such as a chunk without a length.
      }
      return state.header_bytes == 0 ? "the connection was reset"
                                     : fmt::format("the connection was reset after {} bytes of body", come);
    case CURLE_OUT_OF_MEMORY:  // What libcurl calls a header line that is longer than its own limit.
      return fmt::format("the header block is longer than {} bytes", state.limits.header_bytes);
    default:
      return fmt::format("not an HTTP answer: {}", printable(*detail != '\0' ? detail : curl_easy_strerror(code)));
  }
}

void set_options(CURL* curl, Exchange& state, curl_slist* headers, curl_slist* resolve, char* error_text) {
  const HttpRequest& request = state.request;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(state.deadline - state.stand.clock().now());
  const std::string url =
      fmt::format("http://{}:{}{}", request.address.host, request.address.port, request.address.target);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error_text);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(left.count(), 1)));
  curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_NOBODY, request.method == "HEAD" ? 1L : 0L);
  const bool has_content = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (!request.body.empty() || has_content) {  // An empty one is announced too (RFC 9110, section 8.6).
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  // The stand resolves names; libcurl gets an address so that it asks nobody.
  curl_easy_setopt(curl, CURLOPT_RESOLVE, resolve);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &state);
  curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, &mark_connected);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &state);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &state);
}

CurlList list_of(const std::vector<std::string>& lines) {
  CurlList list;
  for (const std::string& line : lines) {
    if (curl_slist* longer = curl_slist_append(list.get(), line.c_str())) {
      (void)list.release();
      list.reset(longer);
    }
  }
  return list;
}

}  // namespace roadworthy
