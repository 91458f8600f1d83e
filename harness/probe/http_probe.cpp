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

/// Names of headers, whatever their case.
bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && strncasecmp(left.data(), right.data(), left.size()) == 0;
}

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
  std::string& body = state.answer.body;
  const std::size_t room = state.limits.body_bytes - body.size();
  body.append(data, std::min(size, room));
  if (size > room) {
    state.answer.body_cut = true;
    return 0;
  }
  return size;
}

/// A set of transfers, with one in it for as long as this lives.
class Transfer {
 public:
  explicit Transfer(CURL* curl) : multi_(curl_multi_init()), curl_(curl) {
    if (multi_ != nullptr) {
      curl_multi_add_handle(multi_, curl_);
    }
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    if (multi_ != nullptr) {
      curl_multi_remove_handle(multi_, curl_);
      curl_multi_cleanup(multi_);
    }
  }

  /// Goes on until the exchange is over or the run is interrupted.
  CURLcode perform(const Stand& stand) {
    // A socket that is ready ends a wait at once; an interrupt is met no later than this.
    constexpr int kWaitMilliseconds = 10;
    int running = 1;
    while (multi_ != nullptr && curl_multi_perform(multi_, &running) == CURLM_OK) {
      if (running == 0) {
        int left = 0;
        const CURLMsg* message = curl_multi_info_read(multi_, &left);
        return message == nullptr ? CURLE_FAILED_INIT : message->data.result;
      }
      if (stand.interrupted()) {
        return CURLE_ABORTED_BY_CALLBACK;
      }
      if (curl_multi_poll(multi_, nullptr, 0, kWaitMilliseconds, nullptr) != CURLM_OK) {
        break;
      }
    }
    return CURLE_FAILED_INIT;
  }

 private:
  CURLM* multi_;
  CURL* curl_;
};

/// To the millisecond, so that equal waits read the same.
std::string whole_milliseconds(Duration duration) {
  return to_text(std::chrono::round<std::chrono::milliseconds>(duration));
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
std::string describe_failure(CURL* curl, const Exchange& state, CURLcode code, Duration allowed, const char* detail) {
  const std::size_t come = state.answer.body.size();
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

}  // namespace

const std::string* HttpAnswer::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) { return same_name(header.first, name); });
  return found == headers.end() ? nullptr : &found->second;
}

Result<HttpAddress> parse_http_address(const std::string& url) {
  const CurlUrl parsed(curl_url());
  if (!url.starts_with("http://") ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) {
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
  // Nothing that the request does not name: no content type either. A `;` is how libcurl writes an empty header.
  std::vector<std::string> lines{"Expect:", "Accept: */*", "Content-Type:"};
  for (const auto& [name, value] : request.headers) {
    std::erase_if(lines, [&](const std::string& line) { return same_name(line.substr(0, line.find(':')), name); });
    lines.push_back(value.empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value));
  }
  const CurlList headers = list_of(lines);
  const CurlList resolve = list_of({fmt::format("{}:{}:127.0.0.1", request.address.host, request.address.port)});
  std::array<char, CURL_ERROR_SIZE> error_text{};
  set_options(curl.get(), state, headers.get(), resolve.get(), error_text.data());

  const TimePoint begun = stand.clock().now();
  const CURLcode code = Transfer(curl.get()).perform(stand);
  state.answer.took = stand.clock().now() - begun;
  if (state.connect_error) {
    return std::unexpected(std::move(*state.connect_error));
  }
  if (state.headers_too_long) {
    return fail(ErrorKind::no_answer, fmt::format("the header block is longer than {} bytes", limits.header_bytes));
  }
  if (code == CURLE_ABORTED_BY_CALLBACK) {
    return fail(ErrorKind::interrupted, "interrupted");
  }
  if (code == CURLE_FAILED_INIT || code == CURLE_COULDNT_CONNECT) {
    return fail(ErrorKind::internal, fmt::format("libcurl: {}", curl_easy_strerror(code)));
  }
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && state.answer.body_cut)) {
    return fail(ErrorKind::no_answer, describe_failure(curl.get(), state, code, deadline - begun, error_text.data()));
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  state.answer.status = static_cast<int>(status);
  return std::move(state.answer);
}

}  // namespace roadworthy
