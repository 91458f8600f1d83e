#include <fmt/format.h>

#include "core/movable_clock.h"
#include "steps/steps.h"

namespace roadworthy {
namespace {

/// Whether the program itself has the library that moves its clock.
Result<void> require_library(Stand& stand, const std::string& of, TimePoint deadline) {
  const auto found = stand.exec(of, {"/bin/sh", "-c", "grep -q libfaketime /proc/1/maps"}, deadline);
  if (found && found->exit_code == 0) {
    return {};
  }
  if (!found && found.error().kind == ErrorKind::interrupted) {
    return std::unexpected(found.error());
  }
  return fail(ErrorKind::unavailable,
              fmt::format("the clock of {} cannot be moved: its program has not loaded libfaketime", of));
}

}  // namespace

/// `clock: { of: status, ahead: 25h }`
Action parse_clock(Decoder& decode) {
  decode.allow("clock");
  Decoder body(*decode.node().find("clock"), decode.errors(), "`clock`");
  const auto of = body.required<std::string>("of");
  const auto ahead = body.optional<Duration>("ahead");
  const auto behind = body.optional<Duration>("behind");
  if (body.has("ahead") == body.has("behind")) {
    body.fail("of", "a clock is set either `ahead` or `behind`", "ahead: 0s gives the true time back");
  }
  body.finish();
  const auto where = body.node().find("of");
  const auto offset = std::chrono::duration_cast<std::chrono::seconds>(ahead ? *ahead : -behind.value_or(Duration{}));
  return Action{
      .kind = "clock",
      .description = fmt::format("set the clock of {} {} {}", of, to_text(ahead ? *ahead : behind.value_or(Duration{})),
                                 ahead ? "ahead" : "behind"),
      .addresses = {{of, where ? where->span() : body.node().span()}},
      .moves_clock = true,
      .run = [of, offset](Stand& stand, TimePoint deadline) -> Result<void> {
        if (auto there = require_library(stand, of, deadline); !there) {
          return there;
        }
        const std::string text = fmt::format("{:+}", offset.count());
        return stand.write_file(clock_file(of), text, WriteMode::replace, deadline);
      }};
}

}  // namespace roadworthy
