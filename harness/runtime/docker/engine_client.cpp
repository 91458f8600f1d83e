#include "runtime/docker/engine_client.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "runtime/docker/curl_handle.h"

namespace roadworthy {

using nlohmann::json;

namespace {

constexpr std::size_t kLongestAnswer = 32u << 20;
constexpr std::pair kNewestKnown{1, 47};
constexpr std::pair kOldestKnown{1, 40};
constexpr const char* kRemedy =
    "start the daemon (`systemctl start docker`, or `dockerd`), or set DOCKER_HOST to where one answers; whoever is "
    "not root must be in the group `docker`; `--runtime process` needs no daemon";

constexpr const char* kCertificatesRemedy =
    "the folder that DOCKER_CERT_PATH names holds ca.pem, of the authority that signed the Engine's certificate, and "
    "cert.pem with key.pem, signed by one that the Engine trusts";

long milliseconds_until(TimePoint deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<long>(std::clamp<std::int64_t>(left.count(), 1, 86'400'000));
}

/// `1.41` -> {1, 41}; {0, 0} for anything else.
std::pair<int, int> read_version(const std::string& text) {
  std::pair<int, int> version{0, 0};
  char rest = 0;
  return std::sscanf(text.c_str(), "%3d.%3d%c", &version.first, &version.second, &rest) == 2 ? version
                                                                                             : std::pair{0, 0};
}

using File = std::unique_ptr<std::FILE, decltype([](std::FILE* file) { std::fclose(file); })>;

struct Receiving {
  CURL* curl = nullptr;
  EngineAnswer answer;
  const std::function<bool(std::string_view)>* take = nullptr;
  bool stopped = false;
  bool too_long = false;
};

std::size_t receive(char* data, std::size_t, std::size_t size, void* context) {
  auto& state = *static_cast<Receiving*>(context);
  if (state.take != nullptr) {
    long status = 0;
    curl_easy_getinfo(state.curl, CURLINFO_RESPONSE_CODE, &status);
    if (status < 400) {
      state.stopped = !(*state.take)({data, size});
      return state.stopped ? 0 : size;
    }
  }
  if (state.answer.body.size() + size > kLongestAnswer) {
    state.too_long = true;
    return 0;
  }
  state.answer.body.append(data, size);
  return size;
}

/// The whole of a transfer's set-up but its deadline. `list` and `file` live as long as the transfer.
void prepare(CURL* curl, const EngineAddress& address, const std::string& url, const EngineRequest& request,
             std::string& body, CurlList& list, File& file) {
  curl_easy_reset(curl);
  aim(curl, address);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  const auto add_header = [&](const std::string& line) { list.reset(curl_slist_append(list.release(), line.c_str())); };
  add_header("Expect:");
  for (const auto& [name, value] : request.headers) {
    add_header(name + ": " + value);
  }
  if (!request.file.empty()) {
    file.reset(std::fopen(request.file.c_str(), "rbe"));
    std::fseek(file.get(), 0, SEEK_END);
    const long size = std::ftell(file.get());
    std::fseek(file.get(), 0, SEEK_SET);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(size));
    curl_easy_setopt(curl, CURLOPT_READDATA, file.get());
    add_header("Content-Type: application/x-tar");
  } else if (request.method == "POST" || request.method == "PUT") {
    body = request.body ? request.body->dump(-1, ' ', false, json::error_handler_t::replace) : "";
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
    add_header("Content-Type: application/json");
  } else if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &receive);
}

std::unexpected<Error> cannot_reach(const EngineAddress& address, const std::string& why) {
  return fail(ErrorKind::environment, fmt::format("no Docker Engine answers at {}: {}", address.text, why), kRemedy);
}

/// With TLS 1.3 an Engine that does not like our certificate says so when the first bytes are read.
bool concerns_certificates(CURLcode code) {
  constexpr std::array kCodes{CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM,
                              CURLE_SSL_CACERT_BADFILE, CURLE_RECV_ERROR};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

std::unexpected<Error> transfer_failed(const EngineAddress& address, const EngineRequest& request, CURLcode code,
                                       const char* words) {
  const std::string why = *words != '\0' ? words : curl_easy_strerror(code);
  if (address.tls && concerns_certificates(code)) {
    return fail(ErrorKind::environment,
                fmt::format("the Docker Engine at {} and this machine do not accept each other's certificates: {}",
                            address.text, why),
                kCertificatesRemedy);
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return fail(ErrorKind::environment, fmt::format("the Docker Engine at {} did not answer in time ({} {})",
                                                    address.text, request.method, request.path.substr(0, 80)));
  }
  return cannot_reach(address, why);
}

}  // namespace

/// Transfers that are not in use; each keeps its connection.
struct EngineClient::Handles {
  std::mutex mutex;
  std::vector<CurlHandle> idle;

  CurlHandle take() {
    const std::scoped_lock lock(mutex);
    if (idle.empty()) {
      return CurlHandle(curl_easy_init());
    }
    CurlHandle handle = std::move(idle.back());
    idle.pop_back();
    return handle;
  }
  void give_back(CurlHandle handle) {
    const std::scoped_lock lock(mutex);
    idle.push_back(std::move(handle));
  }
};

std::string EngineAnswer::message() const {
  const nlohmann::json answer = json();
  const auto words = answer.find("message");
  return words != answer.end() && words->is_string() ? words->get<std::string>()
                                                     : fmt::format("it answered with status {}", status);
}

nlohmann::json EngineAnswer::json() const {
  nlohmann::json value = nlohmann::json::parse(body, nullptr, false);
  return value.is_discarded() ? nlohmann::json::object() : value;
}

EngineClient::EngineClient(EngineAddress address)
    : address_(std::move(address)), handles_(std::make_unique<Handles>()) {}
EngineClient::~EngineClient() = default;

Result<std::unique_ptr<EngineClient>> EngineClient::connect(EngineAddress address, TimePoint deadline) {
  std::unique_ptr<EngineClient> client(new EngineClient(std::move(address)));
  const auto answer = client->send({.path = "/version"}, deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  const json version = answer->json();
  if (answer->body.find("HTTP request to an HTTPS server") != std::string::npos) {
    return fail(ErrorKind::environment, fmt::format("the Docker Engine at {} speaks TLS only", client->address_.text),
                fmt::format("set DOCKER_TLS_VERIFY=1; {}", kCertificatesRemedy));
  }
  if (!answer->good() || !version.is_object() || !version.contains("ApiVersion")) {
    return cannot_reach(client->address_, answer->good() ? "what answers is no Docker Engine" : answer->message());
  }
  const auto newest = read_version(version.value("ApiVersion", ""));
  const auto oldest = read_version(version.value("MinAPIVersion", "1.12"));
  if (newest < kOldestKnown || oldest > kNewestKnown) {
    return fail(ErrorKind::environment,
                fmt::format("the Docker Engine {} at {} speaks the API {} to {}; {}.{} to {}.{} are understood here",
                            version.value("Version", "?"), client->address_.text, version.value("MinAPIVersion", "?"),
                            version.value("ApiVersion", "?"), kOldestKnown.first, kOldestKnown.second,
                            kNewestKnown.first, kNewestKnown.second),
                "Engine 20.10 and later will do");
  }
  const auto agreed = std::min<std::pair<int, int>>(newest, kNewestKnown);
  client->version_.api = fmt::format("{}.{}", agreed.first, agreed.second);
  client->version_.engine = version.value("Version", "");
  client->version_.kernel = version.value("KernelVersion", "");
  const json components = version.value("Components", json::array());
  const bool podman =
      std::ranges::any_of(components, [](const json& each) { return each.value("Name", "").starts_with("Podman"); });
  client->version_.name = podman ? "Podman" : "Docker";
  client->prefix_ = "/v" + client->version_.api;
  return client;
}

Result<EngineAnswer> EngineClient::send(const EngineRequest& request, TimePoint deadline) const {
  CurlHandle curl = handles_->take();
  std::string body;
  CurlList list;
  File file;
  Receiving state{.curl = curl.get(), .answer = {}};
  char words[CURL_ERROR_SIZE] = "";
  prepare(curl.get(), address_, url_of(address_, prefix_ + request.path), request, body, list, file);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &state);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, words);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, milliseconds_until(deadline));
  const CURLcode code = curl_easy_perform(curl.get());
  if (state.too_long) {
    return fail(ErrorKind::environment, fmt::format("the Docker Engine's answer to {} {} is longer than {} bytes",
                                                    request.method, request.path, kLongestAnswer));
  }
  if (code != CURLE_OK) {
    return transfer_failed(address_, request, code, words);
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  state.answer.status = static_cast<int>(status);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, nullptr);
  handles_->give_back(std::move(curl));
  return std::move(state.answer);
}

Result<json> EngineClient::ask(std::string_view what, const EngineRequest& request, TimePoint deadline) const {
  const auto answer = send(request, deadline);
  if (!answer) {
    return std::unexpected(answer.error());
  }
  if (!answer->good()) {
    return fail(ErrorKind::environment, fmt::format("{}: {}", what, answer->message()));
  }
  return answer->json();
}

Result<EngineAnswer> EngineClient::follow(const EngineRequest& request,
                                          const std::function<bool(std::string_view)>& take, int end,
                                          TimePoint deadline) const {
  const CurlHandle curl(curl_easy_init());
  const CurlMulti multi(curl_multi_init());
  std::string body;
  CurlList list;
  File file;
  Receiving state{.curl = curl.get(), .answer = {}, .take = &take};
  char words[CURL_ERROR_SIZE] = "";
  prepare(curl.get(), address_, url_of(address_, prefix_ + request.path), request, body, list, file);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &state);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, words);
  curl_multi_add_handle(multi.get(), curl.get());
  CURLcode code = CURLE_OK;
  for (int running = 1; running > 0;) {
    curl_multi_perform(multi.get(), &running);
    int left = 0;
    if (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      code = message->data.result;
    }
    if (running == 0) {
      break;
    }
    const bool late = std::chrono::steady_clock::now() >= deadline;
    curl_waitfd waited{.fd = end, .events = CURL_WAIT_POLLIN, .revents = 0};
    const auto longest = std::min(milliseconds_until(deadline), 3'600'000L);
    if (!late) {
      curl_multi_poll(multi.get(), &waited, end >= 0 ? 1 : 0, static_cast<int>(longest), nullptr);
    }
    if (late || waited.revents != 0) {
      code = late ? CURLE_OPERATION_TIMEDOUT : CURLE_OK;
      state.stopped = !late;
      break;
    }
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_multi_remove_handle(multi.get(), curl.get());
  if (code != CURLE_OK && !state.stopped) {
    return transfer_failed(address_, request, code, words);
  }
  state.answer.status = static_cast<int>(status);
  return std::move(state.answer);
}

std::string url_encode(std::string_view text) {
  std::string encoded;
  for (const unsigned char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    encoded += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return encoded;
}

}  // namespace roadworthy
