// The check of tokens: only what was given out is somebody's, whatever a client sends as its token.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mocks/etcd/tokens.h"
#include "mocks/http/manual_clock.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace roadworthy::mocks;
  const std::string_view metadata(reinterpret_cast<const char*>(data), size);
  const std::string_view token = etcd::bare_token(metadata);
  const auto parts = etcd::parse_token(token);
  if (parts && (parts->letters.size() != 16 || token.size() < 18)) {
    std::abort();
  }
  ManualClock clock;
  etcd::Tokens tokens(clock, std::chrono::seconds(300));
  const std::string given = tokens.give("eve", 17);
  // A guess of sixteen letters is no input that a fuzzer finds.
  if (tokens.use(token) || tokens.use(given + std::string(metadata)).has_value() != metadata.empty()) {
    std::abort();
  }
  tokens.forget_user(std::string(metadata));
  if (tokens.use(given).has_value() == (metadata == "eve")) {
    std::abort();
  }
  return 0;
}
