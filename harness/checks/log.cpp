#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "checks/checks.h"
#include "checks/pattern.h"

namespace roadworthy {
namespace {

/// `log: status, contains: "listening", newest: 1000`
struct LogCheck {
  std::string of;
  std::string expected;
  std::function<bool(const LogLine&)> wanted;
  std::size_t newest = 1000;  ///< Lines looked at; bounds time for a container that never stops printing.
};

Observation look(const LogCheck& check, Stand& stand) {
  const Secrets& secrets = stand.topology().secrets;
  const LogTail tail = stand.log(check.of, check.newest);
  const auto found = std::ranges::find_if(tail.lines, check.wanted);
  Observation observation{.holds = found != tail.lines.end(), .mismatches = {}, .sample = {}, .seen = {}, .body = {}};
  observation.sample = observation.holds ? "found" : "not found";
  if (observation.holds) {
    observation.seen = fmt::format("line {}: {}", found->number, printable(secrets.hide_beginning(found->text, 200)));
    return observation;
  }
  observation.seen =
      tail.lines.empty() ? "no line at all" : fmt::format("no such line among the newest {}", tail.lines.size());
  const std::string last =
      tail.lines.empty() ? "no line at all" : printable(secrets.hide_beginning(tail.lines.back().text, 200));
  observation.mismatches.push_back({check.expected, last});
  return observation;
}

}  // namespace

Check parse_log_check(Decoder& decode) {
  LogCheck check;
  check.of = decode.required<std::string>("log");
  const auto contains = decode.optional<std::string>("contains");
  const auto matches = decode.take("matches");
  check.newest = decode.optional<std::uint32_t>("newest").value_or(1000);
  if (check.newest < 1 || check.newest > 10'000) {
    decode.fail("newest", fmt::format("{} lines cannot be looked at", check.newest), "from 1 to 10000 lines are kept");
  }
  if (contains.has_value() == matches.has_value()) {
    decode.fail("log", "a log check needs either `contains` or `matches`");
  } else if (contains) {
    check.expected = fmt::format("a line of {} that contains `{}`", check.of, *contains);
    check.wanted = [text = *contains](const LogLine& line) { return line.text.find(text) != std::string::npos; };
  } else if (const auto pattern = parse_pattern(*matches, decode.errors())) {
    check.expected = fmt::format("a line of {} that matches /{}/", check.of, pattern->pattern());
    check.wanted = [pattern](const LogLine& line) { return RE2::PartialMatch(line.text, *pattern); };
  }
  const auto where = decode.node().find("log");
  return Check{.kind = "log",
               .description = check.expected,
               .addresses = {{check.of, where ? where->span() : decode.node().span()}},
               .follows_events = true,
               .look = [check](Stand& stand, TimePoint) -> Result<Observation> { return look(check, stand); }};
}

}  // namespace roadworthy
