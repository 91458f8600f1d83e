#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/duration.h"
#include "core/error.h"
#include "core/unique_fd.h"
#include "runtime/docker/engine_address.h"

namespace roadworthy {

/// What is asked of an Engine. `path` starts behind the version: `/containers/json?all=1`.
struct EngineRequest {
  std::string method = "GET";
  std::string path;
  std::optional<nlohmann::json> body;
  std::map<std::string, std::string> headers;
  std::string file;  ///< Sent as the body, a tar archive, where it is not empty.
};

struct EngineAnswer {
  int status = 0;
  std::string body;

  [[nodiscard]] bool good() const { return status < 400; }
  /// The Engine's own words for what it refuses; of a body that holds none, the status.
  [[nodiscard]] std::string message() const;
  /// The body; an empty object when it is no JSON.
  [[nodiscard]] nlohmann::json json() const;
};

/// A connection that was taken over for a container's standard streams.
struct EngineStreams {
  UniqueFd socket;      ///< What is written goes to standard input; output comes in frames (`frames.h`).
  std::jthread cipher;  ///< Carries the bytes of a TLS connection; ends when either end is closed.
};

struct EngineVersion {
  std::string engine;  ///< `20.10.24`
  std::string api;     ///< What was agreed upon: `1.41`.
  std::string kernel;
  std::string name;  ///< `Docker` or `Podman`, as far as it says.
};

/// Speaks the Docker Engine API (https://docs.docker.com/engine/api/), versions 1.40 to 1.47. Thread-safe.
/// Errors: `environment` when the Engine cannot be reached or does not answer in time.
class EngineClient {
 public:
  /// Asks for the version and agrees on the newest that both know.
  [[nodiscard]] static Result<std::unique_ptr<EngineClient>> connect(EngineAddress address, TimePoint deadline);
  ~EngineClient();

  [[nodiscard]] const EngineAddress& address() const { return address_; }
  [[nodiscard]] const EngineVersion& version() const { return version_; }

  /// Any status; a body of more than 32 MiB is an error.
  [[nodiscard]] Result<EngineAnswer> send(const EngineRequest& request, TimePoint deadline) const;

  /// `send`, with a refusal as an `environment` error: `WHAT: the Engine's words`. The answer's JSON.
  [[nodiscard]] Result<nlohmann::json> ask(std::string_view what, const EngineRequest& request,
                                           TimePoint deadline) const;

  /// Hands over an answer piece by piece as it comes, until it ends, `take` returns false, `end` (a descriptor, -1 for
  /// none) becomes readable, or the deadline. The body of a refusal comes back in the answer instead.
  [[nodiscard]] Result<EngineAnswer> follow(const EngineRequest& request,
                                            const std::function<bool(std::string_view)>& take, int end,
                                            TimePoint deadline) const;

  /// Takes the connection over (`attach`, `exec start`).
  [[nodiscard]] Result<EngineStreams> take_over(std::string_view what, const EngineRequest& request,
                                                TimePoint deadline) const;

 private:
  explicit EngineClient(EngineAddress address);
  struct Handles;

  EngineAddress address_;
  EngineVersion version_;
  std::string prefix_;  ///< `/v1.41`
  std::unique_ptr<Handles> handles_;
};

/// Percent-encodes a value of a query or a part of a path.
[[nodiscard]] std::string url_encode(std::string_view text);

}  // namespace roadworthy
