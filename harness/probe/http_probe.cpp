#include "probe/http_probe.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "probe/curl_exchange.h"

namespace roadworthy {

const std::string* HttpAnswer::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) { return same_name(header.first, name); });
  return found == headers.end() ? nullptr : &found->second;
}

struct HttpStream::State {
  State(Stand& stand, const HttpRequest& request, TimePoint deadline, const HttpLimits& limits)
      : exchange{.stand = stand,
                 .request = request,
                 .deadline = deadline,
                 .limits = limits,
                 .answer = {},
                 .piece = {},
                 .connect_error = {}},
        begun(stand.clock().now()) {}

  /// Goes on until a piece of the body (or only the head) is there, or the exchange is over.
  Result<void> pump(bool head_only) {
    if (!transfer) {
      return {};
    }
    const auto code = transfer->perform(
        exchange.stand, [&] { return !exchange.piece.empty() || (head_only && exchange.head_complete); });
    if (!code) {
      return {};
    }
    exchange.answer.took = exchange.stand.clock().now() - begun;
    transfer.reset();
    return judge(*code);
  }

  Result<void> judge(CURLcode code) {
    if (exchange.connect_error) {
      return std::unexpected(std::move(*exchange.connect_error));
    }
    if (exchange.headers_too_long) {
      return fail(ErrorKind::no_answer,
                  fmt::format("the header block is longer than {} bytes", exchange.limits.header_bytes));
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) {
      return fail(ErrorKind::interrupted, "interrupted");
    }
    if (code == CURLE_FAILED_INIT || code == CURLE_COULDNT_CONNECT) {
      return fail(ErrorKind::internal, fmt::format("libcurl: {}", curl_easy_strerror(code)));
    }
    if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && exchange.answer.body_cut)) {
      return fail(ErrorKind::no_answer,
                  describe_failure(curl.get(), exchange, code, exchange.deadline - begun, error_text.data()));
    }
    return {};
  }

  Exchange exchange;
  TimePoint begun;
  std::array<char, CURL_ERROR_SIZE> error_text{};
  CurlList headers;
  CurlList resolve;
  Curl curl;
  std::optional<Transfer> transfer;  ///< Nothing once the exchange is over.
  std::string handed_out;
};

HttpStream::HttpStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpStream::HttpStream(HttpStream&&) noexcept = default;
HttpStream& HttpStream::operator=(HttpStream&&) noexcept = default;
HttpStream::~HttpStream() = default;

const HttpAnswer& HttpStream::answer() const {
  return state_->exchange.answer;
}

Result<HttpStream> HttpStream::open(Stand& stand, const HttpRequest& request, TimePoint deadline,
                                    const HttpLimits& limits) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  auto state = std::make_unique<State>(stand, request, deadline, limits);
  state->curl.reset(initialised == CURLE_OK ? curl_easy_init() : nullptr);
  CURL* curl = state->curl.get();
  if (curl == nullptr) {
    return fail(ErrorKind::internal, "libcurl cannot be initialised");
  }
  state->exchange.curl = curl;
  // Nothing that the request does not name: no content type either. A `;` is how libcurl writes an empty header.
  std::vector<std::string> lines{"Expect:", "Accept: */*", "Content-Type:"};
  for (const auto& [name, value] : request.headers) {
    std::erase_if(lines, [&](const std::string& line) { return same_name(line.substr(0, line.find(':')), name); });
    lines.push_back(value.empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value));
  }
  state->headers = list_of(lines);
  state->resolve = list_of({fmt::format("{}:{}:127.0.0.1", request.address.host, request.address.port)});
  set_options(curl, state->exchange, state->headers.get(), state->resolve.get(), state->error_text.data());
  state->transfer.emplace(curl);
  if (auto begun = state->pump(true); !begun) {
    return std::unexpected(std::move(begun.error()));
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  state->exchange.answer.status = static_cast<int>(status);
  return HttpStream(std::move(state));
}

Result<std::string_view> HttpStream::next() {
  if (state_->exchange.piece.empty()) {
    if (auto pumped = state_->pump(false); !pumped) {
      return std::unexpected(std::move(pumped.error()));
    }
  }
  state_->handed_out.clear();
  state_->handed_out.swap(state_->exchange.piece);
  return std::string_view(state_->handed_out);
}

Result<HttpAnswer> exchange(Stand& stand, const HttpRequest& request, TimePoint deadline, const HttpLimits& limits) {
  auto stream = HttpStream::open(stand, request, deadline, limits);
  if (!stream) {
    return std::unexpected(std::move(stream.error()));
  }
  std::string body;
  for (;;) {
    const auto piece = stream->next();
    if (!piece) {
      return std::unexpected(piece.error());
    }
    if (piece->empty()) {
      break;
    }
    body.append(*piece);
  }
  HttpAnswer answer = stream->answer();
  answer.body = std::move(body);
  return answer;
}

}  // namespace roadworthy
