#include <algorithm>

#include <fmt/format.h>

#include "policy/size.h"
#include "rules/families.h"
#include "rules/status_pair.h"

namespace roadworthy {
namespace {

void judge_resources(const Facts& facts, const StatusPair& pair, Judgement& judgement) {
  const Container& sidecar = *pair.sidecar.container;
  const std::string label = pair.sidecar.label();
  const StatusPolicy& policy = facts.policy.status;
  const auto judge = [&](const auto& value, auto most, std::string_view what, const auto& text) {
    if (value.is_unknown()) {
      judgement.doubt(value.where, label, fmt::format("the {} of {} is not known: {}", what, label, value.reason()));
      return;
    }
    // The documented range begins at half of the figure.
    const bool good = value.is_known() && value.value <= most && value.value * 2 >= most;
    if (!good) {
      judgement.fail({.message = fmt::format("{} does not have the {} that is set aside for it", label, what),
                      .expected = fmt::format("{}, at least half of it", text(most)),
                      .seen = value.is_absent() ? "none" : text(value.value),
                      .remedy = "",
                      .subject = label,
                      .where = value.where});
    }
  };
  judge(sidecar.cpu, policy.cpu, "cpu", [](double cpu) { return fmt::format("{:g} vCPU", cpu); });
  judge(sidecar.memory, policy.memory, "memory", [](std::uint64_t memory) { return size_text(memory); });
}

}  // namespace

void judge_container_group(const Facts& facts, Judgement& judgement) {
  const std::vector<StatusPair> pairs = status_pairs(facts);
  for (const StatusPair& pair : pairs) {
    if (pair.logstash.pod->kind != PodKind::container_group) {
      continue;
    }
    judgement.look();
    const std::string label = pair.sidecar.label();
    const Container& sidecar = *pair.sidecar.container;
    if (pair.sidecar.pod != pair.logstash.pod) {
      judgement.fail(sidecar.where, label,
                     fmt::format("{} is in a group of its own, apart from {}", label, pair.logstash.label()),
                     "put its container block into Logstash's group");
      continue;
    }
    if (sidecar.init) {
      judgement.fail(sidecar.where, label,
                     fmt::format("{} is an init container: it has to end before Logstash starts", label),
                     "make it a `container` block");
    }
    const Value<std::int64_t> port = dashboard_port(facts, sidecar);
    const bool has_port = std::ranges::any_of(sidecar.ports, [&](const PortMapping& each) {
      return each.container_port.is_known() && each.container_port.value.first == port.value;
    });
    const bool open =
        port.is_unknown() || sidecar.ports.is_unknown() ||
        std::ranges::any_of(sidecar.ports, [](const PortMapping& each) { return each.container_port.is_unknown(); });
    if (!has_port && open) {
      judgement.doubt(sidecar.ports.where, label, fmt::format("the ports of {} are not known", label));
    } else if (!has_port) {
      judgement.fail(sidecar.ports.is_absent() ? sidecar.where : sidecar.ports.where, label,
                     fmt::format("{} has no port {} of its own", label, port.value), "add a `ports` block");
    }
    if (sidecar.mounts.empty() && !sidecar.mounts.is_unknown()) {
      judgement.fail(sidecar.where, label, fmt::format("{} mounts no log volume", label),
                     "add a `volume` block of the same name as Logstash's");
    }
    judge_resources(facts, pair, judgement);
  }
}

}  // namespace roadworthy
