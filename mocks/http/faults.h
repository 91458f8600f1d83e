#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/clock.h"
#include "core/error.h"
#include "mocks/http/gate.h"

namespace roadworthy::mocks {

/// What a stand-in does wrong on purpose.
enum class FaultKind {
  refuse,      ///< Nothing listens: connections are refused, open ones are cut. The port stays taken.
  hang,        ///< A request is read and not answered until the fault ends, then as usual.
  slow,        ///< An answer comes late by `delay`.
  status,      ///< `status` and `body` in place of the answer.
  wrong_body,  ///< 200 with `body`, which is not what the client expects.
  cut_body,    ///< The right head, fewer bytes than its Content-Length, then the connection is closed.
  own,         ///< What only this stand-in can do wrong; its handler sees to it.
};

/// `refuse`, `hang`, `slow`, `status`, `wrong_body`, `cut_body`; empty for `own`.
[[nodiscard]] std::string_view name_of(FaultKind kind);

struct Fault {
  FaultKind kind = FaultKind::status;
  std::string own;                      ///< Name of an `own` kind.
  std::optional<std::size_t> endpoint;  ///< Only there, of a stand-in with several; they count from 1.
  std::string path_prefix;              ///< Empty: every path. Not for `refuse`.
  std::optional<std::uint64_t> count;   ///< So many requests; without it, all of them. Not for `refuse`.
  std::optional<Duration> length;       ///< So long from when it is set; without it, until it is cleared.
  Duration delay{};                     ///< Of `slow`.
  int status = 500;                     ///< Of `status`.
  std::string body;                     ///< Of `status` and `wrong_body`.
  std::string content_type = "text/plain";
  std::optional<std::size_t> send_bytes;  ///< Of `cut_body`; without it, half of the body.
};

/// `{"kind":"hang","path":"/_node","count":3,"for":"2s"}` with `delay` for slow, `status`, `body`, `content_type` for
/// status and wrong_body, `send_bytes` for cut_body. `fail_first` is short for status 503 with a `count`. `own_kinds`
/// are the names of the stand-in's own.
[[nodiscard]] Result<Fault> parse_fault(const nlohmann::json& value, std::span<const std::string_view> own_kinds = {});

/// The faults that apply to one request.
struct AppliedFaults {
  std::uint64_t generation = 0;    ///< Of the set that they come from.
  std::vector<Fault> slow;         ///< Every `slow` that matches.
  std::optional<Fault> other;      ///< The first other one that matches.
  std::optional<TimePoint> until;  ///< When `other` ends by itself.
  [[nodiscard]] std::vector<std::string> names() const;
};

enum class WaitEnd { elapsed, faults_changed, client_left, stopped };

/// The set of faults in force. Thread-safe.
class Faults {
 public:
  explicit Faults(const Clock& clock, std::span<const std::string_view> own_kinds = {})
      : clock_(clock), own_kinds_(own_kinds) {}

  /// Names of the kinds that the stand-in itself brings.
  [[nodiscard]] std::span<const std::string_view> own_kinds() const { return own_kinds_; }

  /// Replaces the whole set in one step; an empty one clears it. Waits of the former set end.
  void set(std::vector<Fault> faults);

  /// Closed while `refuse` is in force at this endpoint.
  [[nodiscard]] Gate gate(std::size_t endpoint = 1) const;

  /// Picks the faults for a request and counts them down.
  [[nodiscard]] AppliedFaults apply(std::string_view path, std::size_t endpoint = 1);

  /// When the last fault of an own kind ends by itself; nullopt when none of it is in force.
  [[nodiscard]] std::optional<TimePoint> own_until(std::string_view kind) const;

  /// Returns at `until` (empty: never by itself), when the set is no longer of `generation`, when the peer of
  /// `client_socket` has closed its side, or after `stop`.
  [[nodiscard]] WaitEnd wait(std::uint64_t generation, std::optional<TimePoint> until, int client_socket);

  /// Changes with every `set`.
  [[nodiscard]] std::uint64_t generation() const;

  /// Ends all waits, now and later.
  void stop();

  /// What is in force, with what is left of it.
  [[nodiscard]] nlohmann::json describe() const;

 private:
  struct Active {
    Fault fault;
    std::optional<TimePoint> until;
    std::optional<std::uint64_t> left;
  };
  [[nodiscard]] bool in_force(const Active& active) const;
  void wake_all();

  const Clock& clock_;
  const std::span<const std::string_view> own_kinds_;
  mutable std::mutex mutex_;
  std::vector<Active> active_;
  std::uint64_t generation_ = 0;
  bool stopped_ = false;
  std::set<int> waiters_;  ///< Event descriptors of those who wait.
};

}  // namespace roadworthy::mocks
