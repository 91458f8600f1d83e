#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace roadworthy::mocks::etcd {

/// `abcdefghijklmnop.17`: sixteen letters, a dot, the raft index at which it was given.
struct TokenParts {
  std::string_view letters;
  std::uint64_t index = 0;
};
/// The token of a request's metadata, without a `Bearer ` in front.
[[nodiscard]] std::string_view bare_token(std::string_view metadata);
[[nodiscard]] std::optional<TokenParts> parse_token(std::string_view token);

/// The simple tokens that were given out. Each use lets its life begin anew. Not thread-safe.
class Tokens {
 public:
  Tokens(const Clock& clock, Duration life) : clock_(clock), life_(life) {}

  std::string give(const std::string& user, std::uint64_t index);
  /// Whose token it is; empty when it was never given, has ended, or was taken back.
  [[nodiscard]] std::optional<std::string> use(std::string_view token);
  void forget_user(const std::string& user);
  void forget_all() { tokens_.clear(); }

 private:
  struct Given {
    std::string user;
    TimePoint ends{};
  };
  const Clock& clock_;
  const Duration life_;
  std::map<std::string, Given, std::less<>> tokens_;
};

}  // namespace roadworthy::mocks::etcd
