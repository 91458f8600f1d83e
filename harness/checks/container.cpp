#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "checks/checks.h"
#include "checks/container_figures.h"
#include "checks/pattern.h"
#include "core/signals.h"

namespace roadworthy {
namespace {

/// `container: migrate, state: exited, exit_code: 0`
struct ContainerCheck {
  std::string of;
  std::optional<Phase> phase;
  std::optional<int> exit_code;
  std::optional<int> signal;
  std::optional<bool> out_of_memory;
  std::optional<std::string> health;
  std::shared_ptr<const RE2> no_variable;  ///< None `NAME=VALUE` of its environment matches.
  std::vector<FigureExpectation> figures;
};

constexpr std::array<std::string_view, 3> kHealth{"starting", "healthy", "unhealthy"};

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

std::string_view name_of_memory(bool out_of_memory) {
  return out_of_memory ? "ran out of memory" : "did not run out of memory";
}

std::string describe_no_variable(const ContainerCheck& check) {
  return fmt::format("no variable of {} matches /{}/", check.of, check.no_variable->pattern());
}

/// A variable that matches is told by its name alone: its value may be a secret that nobody declared.
Result<void> look_at_environment(const ContainerCheck& check, Stand& stand, Observation& observation) {
  if (!check.no_variable) {
    return {};
  }
  const auto variables = stand.environment(check.of);
  if (!variables && variables.error().kind != ErrorKind::no_answer) {
    return std::unexpected(variables.error());
  }
  std::string seen = variables ? "" : variables.error().message;
  for (const std::string& variable : variables ? *variables : std::vector<std::string>{}) {
    if (RE2::PartialMatch(variable, *check.no_variable)) {
      seen += fmt::format("{}`{}`", seen.empty() ? "" : ", ", variable.substr(0, variable.find('=')));
    }
  }
  if (!seen.empty()) {
    observation.sample += ", " + seen;
    observation.mismatches.push_back({describe_no_variable(check), seen});
  }
  return {};
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
  if (check.out_of_memory && state->out_of_memory != *check.out_of_memory) {
    observation.mismatches.push_back({fmt::format("{} {}", check.of, name_of_memory(*check.out_of_memory)),
                                      std::string(name_of_memory(state->out_of_memory))});
  }
  if (check.health) {
    const std::string health = state->health.empty() ? "without a health check" : state->health;
    observation.sample = health;
    if (health != *check.health) {
      observation.mismatches.push_back({fmt::format("{} {}", check.of, *check.health), health});
    }
  }
  if (auto done = look_at_figures(check.figures, check.of, stand, observation); !done) {
    return std::unexpected(done.error());
  }
  if (auto done = look_at_environment(check, stand, observation); !done) {
    return std::unexpected(done.error());
  }
  observation.holds = observation.mismatches.empty();
  return observation;
}

std::string describe_expectation(const ContainerCheck& check) {
  std::string text = fmt::format("{} is", check.of);
  text += check.phase ? fmt::format(" {}", name_of(*check.phase)) : "";
  text += check.exit_code ? fmt::format(" with exit code {}", *check.exit_code) : "";
  text += check.signal ? fmt::format(" by {}", signal_name(*check.signal)) : "";
  if (check.out_of_memory) {
    text += fmt::format(", {}", name_of_memory(*check.out_of_memory));
  }
  text += check.health ? fmt::format(", {}", *check.health) : "";
  text += check.no_variable ? ", " + describe_no_variable(check) : "";
  for (const auto& [figure, matcher] : check.figures) {
    text += fmt::format(", {} {}", figure->words, matcher.describe());
  }
  return text;
}

/// True when the check has one of the keys that expect something.
bool take_expectations_of_engines(Decoder& decode, ContainerCheck& check) {
  check.out_of_memory = decode.optional<bool>("out_of_memory");
  check.health = decode.optional<std::string>("health");
  if (check.health && std::ranges::find(kHealth, *check.health) == kHealth.end()) {
    decode.fail("health", fmt::format("unknown health `{}`", *check.health),
                "allowed are starting, healthy, unhealthy");
  }
  if (const auto node = decode.take("no_variable")) {
    check.no_variable = parse_pattern(*node, decode.errors());
  }
  check.figures = take_figures(decode);
  return check.out_of_memory || check.health || decode.has("no_variable") || !check.figures.empty();
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
  const bool more = take_expectations_of_engines(decode, check);
  if (!more && !decode.has("state") && !decode.has("exit_code") && !decode.has("signal")) {
    decode.fail("container",
                "a container check needs `state`, `exit_code`, `signal`, `out_of_memory`, `health`, `user`, "
                "`no_variable`, `memory_high_water`, `cpus` or `image_size`");
  }
  const auto where = decode.node().find("container");
  return Check{.kind = "container",
               .description = describe_expectation(check),
               .addresses = {{check.of, where ? where->span() : decode.node().span()}},
               .follows_events = true,
               .look = [check](Stand& stand, TimePoint) { return look(check, stand); }};
}

}  // namespace roadworthy
