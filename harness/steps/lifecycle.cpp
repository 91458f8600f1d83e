#include <csignal>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/signals.h"
#include "steps/container_names.h"
#include "steps/steps.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

constexpr Duration kGrace = 10s;  ///< Docker's own default between SIGTERM and SIGKILL.

/// A decoder for the mapping form of a step (`kill: { container: logstash, signal: SIGTERM }`); nothing for the short
/// form.
std::optional<Decoder> long_form(Decoder& decode, std::string_view key) {
  const auto node = decode.node().find(key);
  if (!node || !node->is(NodeKind::mapping)) {
    return std::nullopt;
  }
  decode.allow(key);
  return Decoder(*node, decode.errors(), fmt::format("`{}`", key));
}

}  // namespace

Action parse_start(Decoder& decode) {
  auto containers = take_containers(decode, "start");
  const auto names = names_of(containers);
  return Action{.kind = "start",
                .description = fmt::format("start {}", fmt::join(names, ", ")),
                .addresses = std::move(containers),
                .run = [names](Stand& stand, TimePoint deadline) { return stand.start(names, deadline); }};
}

Action parse_stop(Decoder& decode) {
  Duration grace = kGrace;
  std::vector<NamedPlace> containers;
  if (auto body = long_form(decode, "stop")) {
    containers = take_containers(*body, "container");
    grace = body->optional<Duration>("grace").value_or(kGrace);
    body->finish();
  } else {
    containers = take_containers(decode, "stop");
  }
  return for_each_container("stop", std::move(containers), [grace](Stand& stand, const std::string& name, TimePoint) {
    return stand.stop(name, grace);
  });
}

Action parse_kill(Decoder& decode) {
  int signal = SIGKILL;
  std::vector<NamedPlace> containers;
  if (auto body = long_form(decode, "kill")) {
    containers = take_containers(*body, "container");
    const auto name = body->optional<std::string>("signal").value_or("SIGKILL");
    if (const auto number = signal_number(name)) {
      signal = *number;
    } else {
      body->fail("signal", fmt::format("unknown signal `{}`", name), "name it as SIGKILL, SIGTERM, SIGHUP, ...");
    }
    body->finish();
  } else {
    containers = take_containers(decode, "kill");
  }
  Action action = for_each_container(
      "kill", std::move(containers),
      [signal](Stand& stand, const std::string& name, TimePoint) { return stand.kill(name, signal); });
  if (signal != SIGKILL) {
    action.description += " with " + signal_name(signal);
  }
  return action;
}

Action parse_pause(Decoder& decode) {
  return for_each_container("pause", take_containers(decode, "pause"),
                            [](Stand& stand, const std::string& name, TimePoint) { return stand.pause(name); });
}

Action parse_resume(Decoder& decode) {
  return for_each_container("resume", take_containers(decode, "resume"),
                            [](Stand& stand, const std::string& name, TimePoint) { return stand.resume(name); });
}

Action parse_restart(Decoder& decode) {
  return for_each_container("restart", take_containers(decode, "restart"),
                            [](Stand& stand, const std::string& name, TimePoint deadline) -> Result<void> {
                              if (auto stopped = stand.stop(name, kGrace); !stopped) {
                                return stopped;
                              }
                              return stand.start({name}, deadline);
                            });
}

Action parse_disconnect(Decoder& decode) {
  return for_each_container(
      "disconnect", take_containers(decode, "disconnect"),
      [](Stand& stand, const std::string& name, TimePoint) { return stand.set_connected(name, false); });
}

Action parse_connect(Decoder& decode) {
  return for_each_container(
      "connect", take_containers(decode, "connect"),
      [](Stand& stand, const std::string& name, TimePoint) { return stand.set_connected(name, true); });
}

}  // namespace roadworthy
