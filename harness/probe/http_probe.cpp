#include "probe/http_probe.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <curl/curl.h>
#include <fmt/format.h>
#include <strings.h>

namespace roadworthy {
namespace {

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, CurlDeleter>;
using CurlUrl = std::unique_ptr<CURLU, CurlDeleter>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter>;

/// State that libcurl's callbacks share during one exchange.
struct Exchange {
  Stand& stand;
  const HttpRequest& request;
  TimePoint deadline;
  const HttpLimits& limits;
  HttpAnswer answer;
  std::size_t header_bytes = 0;
  bool headers_too_long = false;
  std::optional<Error> connect_error;
};

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
  if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    state.answer.headers.emplace_back(line.substr(0, colon), value);
  }
  return size;
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* context) {
  auto& state = *static_cast<Exchange*>(context);
  std::string& body = state.answer.body;
  const std::size_t room = state.limits.body_bytes - body.size();
  body.append(data, std::min(size, room));
  if (size > room) {
    state.answer.body_cut = true;
    return 0;
  }
  return size;
}

int check_interrupt(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Exchange*>(context)->stand.interrupted() ? 1 : 0;
}

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  std::string copy;
  if (curl_url_get(url, which, &text, flags) == CURLUE_OK) {
    copy = text;
  }
  curl_free(text);
  return copy;
}

/// Words for why no answer came.
std::string describe_failure(const Exchange& state, CURLcode code, Duration allowed, const char* detail) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return state.answer.headers.empty() && state.answer.body.empty()
                 ? fmt::format("no answer within {}", to_text(allowed))
                 : fmt::format("the answer was not complete within {} ({} bytes of body had come)", to_text(allowed),
                               state.answer.body.size());
    case CURLE_GOT_NOTHING:
      return "the connection was closed without an answer";
    case CURLE_PARTIAL_FILE:
      return fmt::format("the body ended early, after {} bytes", state.answer.body.size());
    case CURLE_ABORTED_BY_CALLBACK:
      return "interrupted";
    case CURLE_RECV_ERROR:
      return "the connection was reset";
    default:
      return fmt::format("not an HTTP answer: {}", *detail != '\0' ? detail : curl_easy_strerror(code));
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
  if (!request.body.empty()) {
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
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &check_interrupt);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &state);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
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

}  // namespace

const std::string* HttpAnswer::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) {
    return header.first.size() == name.size() && strncasecmp(header.first.data(), name.data(), name.size()) == 0;
  });
  return found == headers.end() ? nullptr : &found->second;
}

Result<HttpAddress> parse_http_address(const std::string& url) {
  const CurlUrl parsed(curl_url());
  if (!url.starts_with("http://") || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return fail(ErrorKind::invalid_file, fmt::format("`{}` is no http address", url),
                "write it as http://HOST:PORT/PATH");
  }
  if (!part(parsed.get(), CURLUPART_USER).empty() || !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return fail(ErrorKind::invalid_file, "a user name or password does not belong in an address",
                "send it as a header, from a secret variable");
  }
  HttpAddress address;
  address.host = part(parsed.get(), CURLUPART_HOST);
  address.port = static_cast<std::uint16_t>(std::stoul(part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)));
  const std::string query = part(parsed.get(), CURLUPART_QUERY);
  address.target = part(parsed.get(), CURLUPART_PATH) + (query.empty() ? "" : "?" + query);
  return address;
}

Result<HttpAnswer> exchange(Stand& stand, const HttpRequest& request, TimePoint deadline, const HttpLimits& limits) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  const Curl curl(initialised == CURLE_OK ? curl_easy_init() : nullptr);
  if (!curl) {
    return fail(ErrorKind::internal, "libcurl cannot be initialised");
  }
  Exchange state{
      .stand = stand, .request = request, .deadline = deadline, .limits = limits, .answer = {}, .connect_error = {}};
  std::vector<std::string> lines{"Expect:", "Accept: */*"};
  for (const auto& [name, value] : request.headers) {
    lines.push_back(fmt::format("{}: {}", name, value));
  }
  const CurlList headers = list_of(lines);
  const CurlList resolve = list_of({fmt::format("{}:{}:127.0.0.1", request.address.host, request.address.port)});
  std::array<char, CURL_ERROR_SIZE> error_text{};
  set_options(curl.get(), state, headers.get(), resolve.get(), error_text.data());

  const TimePoint begun = stand.clock().now();
  const CURLcode code = curl_easy_perform(curl.get());
  state.answer.took = stand.clock().now() - begun;
  if (state.connect_error) {
    return std::unexpected(std::move(*state.connect_error));
  }
  if (state.headers_too_long) {
    return fail(ErrorKind::no_answer, fmt::format("the header block is longer than {} bytes", limits.header_bytes));
  }
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && state.answer.body_cut)) {
    return fail(ErrorKind::no_answer, describe_failure(state, code, deadline - begun, error_text.data()));
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  state.answer.status = static_cast<int>(status);
  return std::move(state.answer);
}

}  // namespace roadworthy
