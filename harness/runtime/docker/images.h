#pragma once

#include <cstdint>
#include <string>

#include "core/error.h"
#include "runtime/docker/engine_client.h"

namespace roadworthy {

/// What a stand must know of an image.
struct ImageTraits {
  std::string id;
  std::string digest;       ///< Of its registry, `name@sha256:...`; of one that was never in any, its id.
  std::uint64_t bytes = 0;  ///< Of all its layers, unpacked.
  bool has_health_check = false;
  bool names_program = false;  ///< It has an entry point or a command of its own.
  std::string stop_signal = "SIGTERM";
};

/// The image, pulled as the policy says: `missing` (also when empty), `never`, `always`. Progress goes to standard
/// error. `end` (a descriptor, -1 for none) breaks a pull off once it is readable. Errors: `environment`, with the
/// remedy; `interrupted`.
[[nodiscard]] Result<ImageTraits> ensure_image(const EngineClient& engine, const std::string& reference,
                                               const std::string& policy, int end, TimePoint deadline);

/// The traits of an image that is there.
[[nodiscard]] Result<ImageTraits> look_at_image(const EngineClient& engine, const std::string& reference,
                                                TimePoint deadline);

}  // namespace roadworthy
