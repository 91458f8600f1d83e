#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "checks/checks.h"
#include "core/signals.h"

namespace roadworthy {
namespace {

/// `container: migrate, state: exited, exit_code: 0`
struct ContainerCheck {
  std::string of;
  std::optional<Phase> phase;
  std::optional<int> exit_code;
  std::optional<int> signal;
};

struct PhaseName {
  std::string_view name;
  Phase phase;
};
constexpr std::array kPhases{
    PhaseName{"created", Phase::created},
    PhaseName{"running", Phase::running},
    PhaseName{"paused", Phase::paused},
    PhaseName{"exited", Phase::exited},
};

std::string_view name_of(Phase phase) {
  return std::ranges::find(kPhases, phase, &PhaseName::phase)->name;
}

Result<Observation> look(const ContainerCheck& check, Stand& stand) {
  const auto state = stand.state(check.of);
  if (!state) {
    return std::unexpected(state.error());
  }
  Observation observation;
  observation.sample = name_of(state->phase);
  observation.seen = fmt::format("{} is {}", check.of, describe(*state));
  if (check.phase && state->phase != *check.phase) {
    observation.mismatches.push_back({fmt::format("{} {}", check.of, name_of(*check.phase)), observation.seen});
  }
  if (check.exit_code && state->exit_code != check.exit_code) {
    observation.mismatches.push_back(
        {fmt::format("{} exited with code {}", check.of, *check.exit_code), observation.seen});
  }
  if (check.signal && state->signal != check.signal) {
    observation.mismatches.push_back(
        {fmt::format("{} ended by {}", check.of, signal_name(*check.signal)), observation.seen});
  }
  observation.holds = observation.mismatches.empty();
  return observation;
}

std::string describe_expectation(const ContainerCheck& check) {
  std::string text = fmt::format("{} is", check.of);
  text += check.phase ? fmt::format(" {}", name_of(*check.phase)) : "";
  text += check.exit_code ? fmt::format(" with exit code {}", *check.exit_code) : "";
  text += check.signal ? fmt::format(" by {}", signal_name(*check.signal)) : "";
  return text;
}

}  // namespace

Check parse_container_check(Decoder& decode) {
  ContainerCheck check;
  check.of = decode.required<std::string>("container");
  if (const auto state = decode.optional<std::string>("state")) {
    const auto* found = std::ranges::find(kPhases, *state, &PhaseName::name);
    if (found == kPhases.end()) {
      decode.fail("state", fmt::format("unknown state `{}`", *state), "allowed are created, running, paused, exited");
    } else {
      check.phase = found->phase;
    }
  }
  if (const auto code = decode.optional<std::uint32_t>("exit_code")) {
    if (*code > 255) {
      decode.fail("exit_code", fmt::format("{} is no exit code", *code), "it is a number from 0 to 255");
    }
    check.exit_code = static_cast<int>(*code);
  }
  if (const auto name = decode.optional<std::string>("signal")) {
    check.signal = signal_number(*name);
    if (!check.signal) {
      decode.fail("signal", fmt::format("unknown signal `{}`", *name), "name it as SIGKILL, SIGTERM, SIGSEGV, ...");
    }
  }
  if (!decode.has("state") && !decode.has("exit_code") && !decode.has("signal")) {
    decode.fail("container", "a container check needs `state`, `exit_code` or `signal`");
  }
  const auto where = decode.node().find("container");
  return Check{.kind = "container",
               .description = describe_expectation(check),
               .addresses = {{check.of, where ? where->span() : decode.node().span()}},
               .follows_events = true,
               .look = [check](Stand& stand, TimePoint) { return look(check, stand); }};
}

}  // namespace roadworthy
