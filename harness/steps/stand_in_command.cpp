#include "steps/stand_in_command.h"

#include <fmt/format.h>

namespace roadworthy {

NamedPlace take_stand_in(Decoder& decode) {
  const auto name = decode.required<std::string>("of");
  const auto where = decode.node().find("of");
  return {name, where ? where->span() : decode.node().span()};
}

Action stand_in_action(std::string kind, std::string description, NamedPlace of, nlohmann::json command) {
  return Action{.kind = std::move(kind),
                .description = std::move(description),
                .addresses = {of},
                .run = [of = of.name, command = std::move(command)](Stand& stand, TimePoint deadline) -> Result<void> {
                  const auto answer = stand.control(of, command, deadline);
                  if (!answer) {
                    return std::unexpected(answer.error());
                  }
                  if (!answer->value("ok", false)) {
                    return fail(ErrorKind::invalid_file, fmt::format("{} refused the command: {}", of,
                                                                     answer->value("error", "without a reason")));
                  }
                  return {};
                }};
}

}  // namespace roadworthy
