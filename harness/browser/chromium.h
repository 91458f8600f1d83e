#pragma once

#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/runtime.h"

namespace roadworthy {

/// Path of a Chromium: ROADWORTHY_CHROMIUM, else where Debian's package puts it; nothing without one.
[[nodiscard]] std::optional<std::string> find_chromium();

/// A running Chromium with one empty page, a folder of its own, and no way out but a SOCKS proxy. Ended, with all that
/// it started and wrote, when it is destroyed.
class Chromium {
 public:
  /// Errors: `environment` when it does not start or does not answer by `deadline`.
  [[nodiscard]] static Result<std::unique_ptr<Chromium>> start(const std::string& program, std::uint16_t proxy_port,
                                                               const Stand& stand, TimePoint deadline);
  Chromium(const Chromium&) = delete;
  Chromium& operator=(const Chromium&) = delete;
  ~Chromium();

  /// Opens an address, again when this machine's network changed meanwhile. `no_answer` with the browser's word for why
  /// it cannot.
  [[nodiscard]] Result<void> open(const std::string& address, TimePoint deadline);
  /// Whether a request of the page failed since it was opened because this machine's network changed, so that what is
  /// shown says nothing of the page's server. Known once `visible_text` was read after it.
  [[nodiscard]] bool disturbed() const;
  /// The text that a reader of the page sees at this moment, at most 256 KiB of it, read `pause` from now.
  [[nodiscard]] Result<std::string> visible_text(Duration pause, TimePoint deadline);
  /// What the window shows, as PNG in base64.
  [[nodiscard]] Result<std::string> picture(TimePoint deadline);

 private:
  struct State;
  explicit Chromium(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace roadworthy
