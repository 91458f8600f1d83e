#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/source_span.h"
#include "steps/steps.h"

namespace roadworthy {

/// `exec: { in: status, command: [kill, -HUP, "1"], exit_code: 0 }`
Action parse_exec(Decoder& decode) {
  decode.allow("exec");
  Decoder body(*decode.node().find("exec"), decode.errors(), "`exec`");
  const auto in = body.required<std::string>("in");
  const auto command = body.required<std::vector<std::string>>("command");
  const auto exit_code = body.optional<std::uint32_t>("exit_code").value_or(0);
  if (body.has("command") && command.empty()) {
    body.fail("command", "`command` is an empty list", "name the program, then its arguments");
  }
  if (exit_code > 255) {
    body.fail("exit_code", fmt::format("{} is no exit code", exit_code), "it is a number from 0 to 255");
  }
  body.finish();
  const auto where = body.node().find("in");
  return Action{.kind = "exec",
                .description = fmt::format("run `{}` in {}", fmt::join(command, " "), in),
                .addresses = {{in, where ? where->span() : body.node().span()}},
                .asks_subject = true,
                .run = [in, command, exit_code](Stand& stand, TimePoint deadline) -> Result<void> {
                  const auto done = stand.exec(in, command, deadline);
                  if (!done) {
                    return std::unexpected(done.error());
                  }
                  if (done->exit_code != static_cast<int>(exit_code)) {
                    return fail(ErrorKind::no_answer,
                                fmt::format("it ended with code {}, not {}: {}", done->exit_code, exit_code,
                                            printable(std::string_view(done->output).substr(0, 500))));
                  }
                  return {};
                }};
}

}  // namespace roadworthy
