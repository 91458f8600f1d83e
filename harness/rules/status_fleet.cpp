#include <algorithm>

#include <fmt/format.h>

#include "rules/families.h"
#include "rules/status_pair.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

constexpr std::string_view kHealthPath = "/api/health";

bool is_balanced(const Deployment& deployment) {
  return !deployment.target_groups.empty() || !deployment.balancers.empty();
}

bool forwards_to(const List<ListenerAction>& actions, const TargetGroup& group) {
  return std::ranges::any_of(actions, [&](const ListenerAction& action) {
    return std::ranges::any_of(action.target_groups, [&](const Reference& each) { return each.names(group.id); });
  });
}

/// What the health check of a group on the dashboard's port is wrong in; nothing where it is right.
void judge_check(const TargetGroup& group, std::int64_t port, Judgement& judgement) {
  const std::string name = group.name.value_or(group.id);
  const auto wrong = [&](const SourceSpan& where, std::string what, std::string expected, std::string seen) {
    judgement.fail({.message = fmt::format("the health check of target group {} {}", name, what),
                    .expected = std::move(expected),
                    .seen = std::move(seen),
                    .remedy = "",
                    .subject = name,
                    .where = where});
  };
  if (!group.health_check) {
    wrong(group.where, "does not ask the sidecar", "HTTP /api/health",
          "no health check of its own, so the group's protocol alone");
    return;
  }
  const TargetHealthCheck& check = *group.health_check;
  for (const Text* value : {&check.protocol, &check.path, &check.port}) {
    if (value->is_unknown()) {
      judgement.doubt(value->where, name,
                      fmt::format("the health check of {} is not known: {}", name, why_unknown(*value)));
      return;
    }
  }
  if (check.enabled.is(false)) {
    wrong(check.enabled.where, "is switched off", "enabled", "enabled: false");
  }
  if (check.protocol.value_or("HTTP") != "HTTP") {
    wrong(check.protocol.where, "does not speak HTTP", "protocol HTTP", check.protocol.value);
  } else if (check.path.value_or("/") != kHealthPath) {
    wrong(check.path.where, "asks for another path", std::string(kHealthPath), check.path.value_or("nothing, so /"));
  }
  const std::string at = check.port.value_or("traffic-port");
  if (at != "traffic-port" && number_in(at) != port) {
    wrong(check.port.where, "goes to another port", fmt::format("{} or traffic-port", port), at);
  }
  static constexpr std::string_view kHealthy = "200";
  if (check.matcher.is_known() && !check.matcher.value.empty() &&
      check.matcher.value.find(kHealthy) == std::string::npos) {
    wrong(check.matcher.where, "does not take 200 for healthy", "200", check.matcher.value);
  }
}

}  // namespace

void judge_target_group(const Facts& facts, Judgement& judgement) {
  doubt_unknown_scripts(facts, judgement);
  const Deployment& deployment = facts.deployment;
  if (!is_balanced(deployment)) {
    return;
  }
  for (const StatusPair& pair : status_pairs(facts)) {
    const Value<std::int64_t> port = dashboard_port(facts, *pair.sidecar.container);
    const std::string label = pair.sidecar.label();
    judgement.look();
    if (port.is_unknown()) {
      judgement.doubt(port.where, label, fmt::format("PORT of {} is not known", label));
      continue;
    }
    const auto group = std::ranges::find_if(deployment.target_groups,
                                            [&](const TargetGroup& each) { return each.port.is(port.value); });
    if (group == deployment.target_groups.end()) {
      if (std::ranges::any_of(deployment.target_groups,
                              [](const TargetGroup& each) { return each.port.is_unknown(); })) {
        judgement.doubt(deployment.target_groups.front().where, label, "the port of a target group is not known");
        continue;
      }
      if (!deployment.left_out.empty()) {
        judgement.doubt(pair.sidecar.container->where, label, deployment.left_out);
        continue;
      }
      const SourceSpan& where = deployment.target_groups.empty() ? deployment.balancers.front().where
                                                                 : deployment.target_groups.front().where;
      judgement.fail(where, label, fmt::format("no target group is on the dashboard's port {}", port.value));
      continue;
    }
    judge_check(*group, port.value, judgement);
    const bool forwarded =
        std::ranges::any_of(deployment.listeners,
                            [&](const Listener& each) { return forwards_to(each.actions, *group); }) ||
        std::ranges::any_of(deployment.listener_rules,
                            [&](const ListenerRule& each) { return forwards_to(each.actions, *group); });
    const auto open_action = [](const ListenerAction& action) {
      return std::ranges::any_of(action.target_groups,
                                 [](const Reference& each) { return each.ids.empty() && each.text.is_unknown(); });
    };
    const auto has_open_action = [&](const auto& each) { return std::ranges::any_of(each.actions, open_action); };
    const bool open = std::ranges::any_of(deployment.listeners, has_open_action) ||
                      std::ranges::any_of(deployment.listener_rules, has_open_action);
    const std::string name = group->name.value_or(group->id);
    if (!forwarded && !deployment.left_out.empty()) {
      judgement.doubt(group->where, name, deployment.left_out);
    } else if (!forwarded && open) {
      judgement.doubt(group->where, name, "where a listener forwards to is not known");
    } else if (!forwarded) {
      judgement.fail(group->where, name, fmt::format("no listener forwards to target group {}", name),
                     "add a listener on the dashboard's port");
    }
  }
}

namespace {

/// Whether something whose change replaces others watches what the sidecar's image comes from.
bool is_triggered(const Deployment& deployment, const Container& sidecar) {
  const std::string image = sidecar.image.value_or("");
  const std::vector<std::string> sources =
      sidecar.image.unknown ? sidecar.image.unknown->refers_to : std::vector<std::string>{};
  return std::ranges::any_of(deployment.replace_triggers, [&](const ReplaceTrigger& trigger) {
    const bool value = std::ranges::any_of(trigger.values, [&](const Text& each) {
      return each.is_known() && !image.empty() && each.value.find(image) != std::string::npos;
    });
    const bool variable = std::ranges::any_of(trigger.watches, [&](const std::string& id) {
      return lower(id).find("sidecar_image") != std::string::npos || std::ranges::find(sources, id) != sources.end();
    });
    return value || variable;
  });
}

void judge_instance(const Facts& facts, const Machine& machine, const Container& sidecar, Judgement& judgement) {
  const Value<bool>& replaced = machine.replaced_on_user_data;
  if (replaced.is(true) || is_triggered(facts.deployment, sidecar)) {
    return;
  }
  if (replaced.is_unknown()) {
    judgement.doubt(replaced.where, machine.id,
                    fmt::format("whether {} is replaced with its user data is not known", machine.id));
    return;
  }
  judgement.fail(
      {.message = fmt::format(
           "a new sidecar image does not replace {}: changed user data runs at the next first boot only", machine.id),
       .expected = "user_data_replace_on_change, or a trigger that watches the sidecar's image",
       .seen = "neither",
       .remedy = "",
       .subject = machine.id,
       .where = replaced.is_absent() ? machine.where : replaced.where});
}

void judge_scaling_group(const Facts& facts, const ScalingGroup& group, const Container& sidecar,
                         Judgement& judgement) {
  if (is_triggered(facts.deployment, sidecar)) {
    return;
  }
  if (!group.refresh) {
    judgement.fail({.message = fmt::format("a new sidecar image does not replace the instances of {}", group.id),
                    .expected = "an instance refresh, or a trigger that watches the sidecar's image",
                    .seen = "neither",
                    .remedy = "",
                    .subject = group.id,
                    .where = group.where});
    return;
  }
  // With such a version the group itself does not change when the template does, and nothing starts the refresh.
  const bool fixed = group.template_version.is("$Latest") || group.template_version.is("$Default") ||
                     (group.template_version.is_absent() && facts.deployment.format == "terraform" &&
                      std::ranges::any_of(facts.deployment.machines, [&](const Machine& each) {
                        return each.kind == MachineKind::launch_template && group.template_.names(each.id);
                      }));
  if (fixed) {
    judgement.fail({.message = fmt::format("a new launch template starts no refresh of {}, which asks for version {}",
                                           group.id, group.template_version.value_or("$Default")),
                    .expected = "the template's own latest_version",
                    .seen = group.template_version.value_or("nothing, so $Default"),
                    .remedy = "set `version` to the launch template's latest_version",
                    .subject = group.id,
                    .where = group.template_version.is_absent() ? group.where : group.template_version.where});
  }
}

}  // namespace

void judge_rollout(const Facts& facts, Judgement& judgement) {
  doubt_unknown_scripts(facts, judgement);
  for (const StatusPair& pair : status_pairs(facts)) {
    const Machine* machine = machine_of(facts, *pair.sidecar.pod);
    if (!machine) {
      continue;
    }
    judgement.look();
    if (machine->kind == MachineKind::instance) {
      judge_instance(facts, *machine, *pair.sidecar.container, judgement);
      continue;
    }
    for (const ScalingGroup& group : facts.deployment.scaling_groups) {
      if (group.template_.names(machine->id)) {
        judge_scaling_group(facts, group, *pair.sidecar.container, judgement);
      }
    }
  }
}

}  // namespace roadworthy
