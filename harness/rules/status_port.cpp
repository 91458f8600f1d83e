#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "rules/address_range.h"
#include "rules/families.h"
#include "rules/status_pair.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

struct Published {
  Answer answer = Answer::no;
  std::int64_t port = 0;  ///< On the machine, or the group's address.
  std::string seen;
  SourceSpan where;
  bool on_loopback = false;  ///< On an address of the machine that only the machine itself reaches.
  bool anywhere = false;     ///< On whatever address the process itself chooses.
};

bool covers(const Value<PortRange>& range, std::int64_t port) {
  return range.is_known() && range.value.first <= port && port <= range.value.last;
}

Published published_in_group(const Placed& sidecar, std::int64_t port) {
  const List<PortMapping>& exposed = sidecar.pod->exposed_ports;
  const auto has = [&](const List<PortMapping>& ports) {
    return std::ranges::any_of(
        ports, [&](const PortMapping& each) { return covers(each.container_port, port) && !each.protocol.is("udp"); });
  };
  if (sidecar.pod->address_kind.is("None")) {
    return {.seen = "the group has no address (ip_address_type None)", .where = sidecar.pod->address_kind.where};
  }
  if (!has(sidecar.container->ports)) {
    return {.seen = "the container has no such port", .where = sidecar.container->where};
  }
  // Without a word of its own a group exposes every port of its containers.
  if (!exposed.empty() && !has(exposed)) {
    return {.answer = exposed.is_unknown() ? Answer::unknown : Answer::no,
            .seen = "the group exposes other ports only",
            .where = exposed.where};
  }
  return {.answer = Answer::yes, .port = port};
}

/// The container whose network the sidecar has joined (`container:NAME`), else itself: its ports are the ones.
const Container& port_owner(const Facts& facts, const Placed& sidecar) {
  constexpr std::string_view joined = "container:";
  const std::string mode = sidecar.container->network_mode.value_or("");
  for (const Pod& pod : facts.deployment.pods) {
    for (const Container& container : pod.containers) {
      if (mode.starts_with(joined) && pod.host == sidecar.pod->host && container.name.is(mode.substr(joined.size()))) {
        return container;
      }
    }
  }
  return *sidecar.container;
}

Published published(const Facts& facts, const Placed& sidecar, std::int64_t port) {
  const Container& container = port_owner(facts, sidecar);
  if (sidecar.pod->kind == PodKind::container_group) {
    return published_in_group(sidecar, port);
  }
  const bool task = sidecar.pod->kind == PodKind::ecs_task;
  if (!task && container.network_mode.is("host")) {
    return {.answer = Answer::yes, .port = port, .where = container.network_mode.where, .anywhere = true};
  }
  for (const PortMapping& mapping : container.ports) {
    if (mapping.container_port.is_unknown() || mapping.host_port.is_unknown()) {
      return {.answer = Answer::unknown, .seen = "a published port is not known", .where = mapping.where};
    }
    if (!covers(mapping.container_port, port) || mapping.protocol.is("udp")) {
      continue;
    }
    if (mapping.host_address.is_known() && (mapping.host_address.value.starts_with("127.") ||
                                            mapping.host_address.is("localhost") || mapping.host_address.is("[::1]"))) {
      return {.seen = fmt::format("it is published on {} alone", mapping.host_address.value),
              .where = mapping.where,
              .on_loopback = true};
    }
    if (mapping.host_port.is_absent() && !task) {
      return {.seen = "it is published on a port that Docker chooses anew each time", .where = mapping.where};
    }
    return {.answer = Answer::yes,
            .port = mapping.host_port.is_known() && mapping.host_port.value.first != 0
                        ? mapping.host_port.value.first + (port - mapping.container_port.value.first)
                        : port,
            .seen = fmt::format("it is published on {}", mapping.host_address.value_or("every address")),
            .where = mapping.where};
  }
  return {.answer = container.ports.is_unknown() ? Answer::unknown : Answer::no,
          .seen = "it is not published",
          .where = container.ports.is_absent() ? container.where : container.ports.where};
}

/// The security groups that stand before the sidecar. `open`: there are others that are not known.
struct Guards {
  std::set<std::string> ids;
  bool open = false;
  bool any = false;
};

/// An unknown list whose sources are known stands for just those: `[aws_security_group.default.id]` before it is made.
void add(Guards& guards, const List<Reference>& groups) {
  guards.any = guards.any || !groups.is_absent() || !groups.empty();
  guards.open = guards.open || (groups.is_unknown() && groups.empty());
  for (const Reference& group : groups) {
    guards.ids.insert(group.ids.begin(), group.ids.end());
    guards.open = guards.open || group.ids.empty();
  }
}

Guards guards_of(const Facts& facts, const Pod& pod) {
  Guards guards;
  if (const Machine* machine = machine_of(facts, pod)) {
    add(guards, machine->security_groups);
  } else if (pod.kind == PodKind::docker_run || pod.kind == PodKind::compose_service) {
    for (const Machine& machine_of_plan : facts.deployment.machines) {
      add(guards, machine_of_plan.security_groups);
    }
  }
  for (const Service& service : facts.deployment.services) {
    if (service.pod.names(pod.id)) {
      add(guards, service.security_groups);
    }
  }
  if (guards.ids.empty() && guards.any && facts.deployment.security_groups.size() == 1) {
    guards.ids.insert(facts.deployment.security_groups.front().id);
  }
  return guards;
}

bool lets_in(const FirewallRule& rule, std::int64_t port) {
  const bool all = rule.protocol.is("-1") || rule.protocol.is("all");
  const bool tcp = rule.protocol.is("tcp") || rule.protocol.is("6");
  const bool in_range = rule.from_port.is_known() && rule.to_port.is_known() && rule.from_port.value <= port &&
                        port <= rule.to_port.value;
  return rule.direction.is(Direction::ingress) && (all || (tcp && in_range));
}

void judge_width(const Facts& facts, const FirewallRule& rule, const std::string& label, Judgement& judgement) {
  const std::vector<std::string>& allowed = facts.policy.status.allowed_ranges;
  for (const Text& range : rule.ranges) {
    if (allowed.empty() || !range.is_known() ||
        std::ranges::any_of(allowed, [&](const std::string& each) { return range_within(range.value, each); })) {
      continue;
    }
    judgement.fail({.message = fmt::format("the dashboard's port is open wider than the policy allows"),
                    .expected = fmt::format("within {}", listed(allowed)),
                    .seen = range.value,
                    .remedy = "let in the operators' ranges alone",
                    .subject = label,
                    .where = range.where});
  }
}

void judge_firewall(const Facts& facts, const StatusPair& pair, std::int64_t port, Judgement& judgement) {
  const std::string label = pair.sidecar.label();
  const Guards guards = guards_of(facts, *pair.sidecar.pod);
  if (!guards.any && facts.deployment.security_groups.empty()) {
    return;  // The definition has no firewall.
  }
  bool in = false;
  bool unknown_rule = false;
  for (const FirewallRule& rule : facts.deployment.firewall_rules) {
    const bool ours =
        std::ranges::any_of(rule.group.ids, [&](const std::string& id) { return guards.ids.contains(id); });
    if (!ours) {
      continue;
    }
    const bool open = rule.from_port.is_unknown() || rule.to_port.is_unknown() || rule.protocol.is_unknown();
    unknown_rule = unknown_rule || open;
    if (!open && lets_in(rule, port)) {
      in = true;
      judge_width(facts, rule, label, judgement);
    }
  }
  if (in) {
    return;
  }
  const SourceSpan& where = !guards.ids.empty() && !facts.deployment.security_groups.empty()
                                ? facts.deployment.security_groups.front().where
                                : pair.sidecar.container->where;
  if (guards.open || unknown_rule || guards.ids.empty()) {
    judgement.doubt(where, label, "which firewall rules stand before the sidecar is not known");
    return;
  }
  if (!facts.deployment.left_out.empty()) {
    judgement.doubt(where, label, facts.deployment.left_out);
    return;
  }
  judgement.fail({.message = fmt::format("no firewall rule lets port {} of {} in", port, label),
                  .expected = fmt::format("an ingress rule for tcp {}", port),
                  .seen = fmt::format("none in {}", listed({guards.ids.begin(), guards.ids.end()})),
                  .remedy = "",
                  .subject = label,
                  .where = where});
}

/// Whether the policy keeps the dashboard on its machine, and there is a machine to keep it on.
bool stays_on_machine(const Facts& facts, const Placed& sidecar) {
  return facts.policy.status.loopback_only && sidecar.pod->kind != PodKind::ecs_task &&
         sidecar.pod->kind != PodKind::container_group;
}

void judge_loopback(const Published& found, std::int64_t port, const std::string& label, Judgement& judgement) {
  if (found.on_loopback) {
    return;
  }
  if (found.anywhere) {
    judgement.doubt(found.where, label, "which address it listens on in the machine's own network is not known");
    return;
  }
  judgement.fail(
      {.message = fmt::format("the dashboard's port {} of {} is not published as the policy says", port, label),
       .expected = fmt::format("port {} published on 127.0.0.1 alone", port),
       .seen = found.seen,
       .remedy = fmt::format("publish it as 127.0.0.1:{0}:{0}", port),
       .subject = label,
       .where = found.where});
}

}  // namespace

void judge_port_open(const Facts& facts, Judgement& judgement) {
  doubt_unknown_scripts(facts, judgement);
  for (const StatusPair& pair : status_pairs(facts)) {
    const std::string label = pair.sidecar.label();
    const Value<std::int64_t> port = dashboard_port(facts, *pair.sidecar.container);
    judgement.look();
    if (port.is_unknown()) {
      judgement.doubt(port.where, label, fmt::format("PORT of {} is not known: {}", label, port.reason()));
      continue;
    }
    const Published found = published(facts, pair.sidecar, port.value);
    if (found.answer == Answer::unknown) {
      judgement.doubt(found.where, label, found.seen);
    } else if (stays_on_machine(facts, pair.sidecar)) {
      judge_loopback(found, port.value, label, judgement);
    } else if (found.answer == Answer::no) {
      judgement.fail({.message = fmt::format("the dashboard's port {} of {} cannot be reached", port.value, label),
                      .expected = fmt::format("port {} published", port.value),
                      .seen = found.seen,
                      .remedy = found.on_loopback
                                    ? "publish it on every address; or, where a proxy or a tunnel on the "
                                      "machine leads to it, say `status: { loopback_only: true }` in the policy"
                                    : "",
                      .subject = label,
                      .where = found.where});
    } else {
      judge_firewall(facts, pair, found.port, judgement);
    }
  }
}

}  // namespace roadworthy
