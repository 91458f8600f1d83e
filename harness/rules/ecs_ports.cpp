#include <vector>

#include <fmt/format.h>

#include "rules/families.h"

namespace roadworthy {
namespace {

struct TakenPort {
  PortRange range;
  std::string protocol;
  const TaskContainer* container;
  const PortMapping* mapping;
};

std::string text_of(const PortRange& range) {
  return range.first == range.last ? fmt::format("{}", range.first) : fmt::format("{}-{}", range.first, range.last);
}

bool overlap(const TakenPort& one, const TakenPort& other) {
  return one.protocol == other.protocol && one.range.first <= other.range.last && other.range.first <= one.range.last;
}

/// Takes a port of the namespace that all containers share: the task's own, or the host's.
void take(std::vector<TakenPort>& taken, TakenPort port, std::string_view space, Judgement& judgement) {
  for (const TakenPort& other : taken) {
    if (overlap(port, other)) {
      const bool own = port.container == other.container;
      judgement.fail(
          {.message = fmt::format("port {}/{} is taken twice in {}: by {}{}", text_of(port.range), port.protocol, space,
                                  other.container->label, own ? "" : " and " + port.container->label),
           .expected = "one container for a port",
           .seen = fmt::format("{} at {}", other.container->label, describe(other.mapping->where)),
           .remedy = own ? "take one of the mappings out" : "give one of them another port",
           .subject = port.container->label,
           .where = port.mapping->where});
      return;
    }
  }
  taken.push_back(std::move(port));
}

void judge_mapping(const Facts& facts, const Task& task, const TaskContainer& each, const PortMapping& port,
                   std::string_view mode, std::vector<TakenPort>& taken, Judgement& judgement) {
  const std::string protocol = port.protocol.value_or("tcp");
  const bool shared = mode == "awsvpc" || mode == "host";
  if (port.container_port.is_unknown() || port.host_port.is_unknown() || port.protocol.is_unknown()) {
    judgement.doubt(port.where, each.label, fmt::format("a port of {} is not known", each.label));
    return;
  }
  if (port.container_port.is_absent()) {
    if (!facts.deployment.mistakes.empty()) {
      return;  // What was written in its place has been found already.
    }
    judgement.fail(port.where, each.label, fmt::format("a port mapping of {} has no container port", each.label),
                   "set `containerPort`");
    return;
  }
  for (const Value<PortRange>* range : {&port.container_port, &port.host_port}) {
    const bool host = range == &port.host_port;
    if (range->is_known() && (range->value.last > 65535 || (!host && range->value.first == 0))) {
      judgement.fail(range->where, each.label, fmt::format("{} of {} is no port", text_of(range->value), each.label),
                     "ports are 1 to 65535");
    }
  }
  const PortRange& inside = port.container_port.value;
  const bool chosen = port.host_port.is_known() && port.host_port.value.first != 0;
  if (shared && chosen && port.host_port.value != inside) {
    judgement.fail({.message = fmt::format("{} maps port {} to another host port, which network mode {} cannot",
                                           each.label, text_of(inside), mode),
                    .expected = fmt::format("no host port, or {}", text_of(inside)),
                    .seen = text_of(port.host_port.value),
                    .remedy = "",
                    .subject = each.label,
                    .where = port.host_port.where});
  }
  if (shared) {
    take(taken, {inside, protocol, &each, &port}, fmt::format("the namespace of {}", task.label), judgement);
  } else if (mode == "bridge" && chosen) {
    take(taken, {port.host_port.value, protocol, &each, &port}, fmt::format("the host of {}", task.label), judgement);
  }
}

}  // namespace

void judge_ports(const Facts& facts, Judgement& judgement) {
  for (const Task& task : facts.tasks) {
    const std::string_view mode = network_mode(task);
    std::vector<TakenPort> taken;
    for (const TaskContainer& each : task.containers) {
      for (const PortMapping& port : each.container->ports) {
        judgement.look();
        if (mode == "none") {
          judgement.fail(port.where, each.label,
                         fmt::format("{} maps a port, and network mode none has no network", each.label));
          continue;
        }
        judge_mapping(facts, task, each, port, mode, taken, judgement);
      }
    }
    if (task.pod->network_mode.is_unknown() && !task.containers.empty()) {
      judgement.doubt(
          task.pod->network_mode.where, task.label,
          fmt::format("the network mode of {} is not known: {}", task.label, why_unknown(task.pod->network_mode)));
    }
  }
}

}  // namespace roadworthy
