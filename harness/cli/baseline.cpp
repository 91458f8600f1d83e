#include "cli/baseline.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "policy/pattern.h"
#include "rules/facts.h"
#include "rules/status_pair.h"

namespace roadworthy {
namespace {

constexpr const char* kSingle = "ECS-SINGLE";
constexpr const char* kOptional = "STATUS-OPTIONAL";
constexpr std::string_view kSidecarWords[] = {"sidecar", "agent",  "collector", "alloy",
                                              "envoy",   "fluent", "datadog",   "otel"};

bool has_word(const Container& container) {
  const std::string text = container.name.value + " " + container.image.value;
  return std::ranges::any_of(kSidecarWords,
                             [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

/// Containers that are sidecars by what they are: not essential, called or made so, or what the rules take for one.
std::vector<std::string> evident_sidecars(const std::vector<Deployment>& after, const Policy& policy) {
  std::vector<std::string> names;
  const auto add = [&](const Container& container) {
    if (container.name.is_known() && !matches_any(policy.main, container.name.value)) {
      names.push_back(container.name.value);
    }
  };
  for (const Deployment& deployment : after) {
    const Facts facts = gather_facts(deployment, policy);
    for (const Task& task : facts.tasks) {
      for (const TaskContainer& each : task.containers) {
        if (each.role != Role::main) {
          add(*each.container);
        }
      }
    }
    for (const StatusPair& pair : status_pairs(facts)) {
      add(*pair.sidecar.container);
    }
    for (const Pod& pod : deployment.pods) {
      for (const Container& container : pod.containers) {
        const std::string& name = container.name.value;
        if (container.essential.is(false) || has_word(container) || matches_any(policy.sidecars, name) ||
            matches_any(policy.status.sidecar, name)) {
          add(container);
        }
      }
    }
  }
  return names;
}

bool speaks_of_logstash(const std::vector<Deployment>& deployments) {
  return std::ranges::any_of(deployments, [](const Deployment& deployment) {
    return std::ranges::any_of(deployment.pods, [](const Pod& pod) {
      return std::ranges::any_of(pod.containers, [](const Container& container) {
        return container.image.value.find("logstash") != std::string::npos;
      });
    });
  });
}

bool has_task(const std::vector<Deployment>& deployments) {
  return std::ranges::any_of(deployments, [](const Deployment& deployment) {
    return std::ranges::any_of(deployment.pods, [](const Pod& pod) { return pod.kind == PodKind::ecs_task; });
  });
}

/// What the status sidecar's own description asks of Logstash whether there is a sidecar or not.
bool is_preparation(const Difference& difference) {
  const std::string& what = difference.path.back();
  if (what == "command") {
    const std::size_t option = difference.after.find("--path.logs ");
    return option != std::string::npos && (difference.kind == DifferenceKind::added ||
                                           difference.after.substr(0, option).starts_with(difference.before));
  }
  return difference.kind == DifferenceKind::added &&
         (what == "port 9600/tcp" || what.starts_with("mount /var/log/logstash") || what.starts_with("volume ") ||
          (what.starts_with("step") && difference.after.find("/var/log/logstash") != std::string::npos));
}

/// Of a container that was there before, not of what a sidecar brings along: ports, firewall rules, target groups.
bool is_of_a_container(const Difference& difference) {
  return std::ranges::any_of(difference.path, [](const std::string& part) { return part.starts_with("container "); }) &&
         difference.path.size() > 2;
}

Place place(const SourceSpan& span) {
  return {.file = span.file ? span.file->path : "",
          .line = span.file ? span.line : 0,
          .column = span.file ? span.column : 0,
          .excerpt = excerpt(span)};
}

class Baseline {
 public:
  Baseline(const std::vector<Deployment>& before, const std::vector<Deployment>& after) {
    if (has_task(after)) {
      items_.emplace_back(kSingle);
    }
    if (speaks_of_logstash(after) && !has_task(after)) {
      items_.emplace_back(kOptional);
    }
    verdict_.name = fmt::format("{} against {}", name_of(after), name_of(before));
    verdict_.file = after.empty() || after.front().files.empty() ? "" : after.front().files.front();
    verdict_.labels = {"baseline"};
  }

  void add(const Comparison& comparison) {
    const std::string of = comparison.new_variant.empty() ? "" : " (" + comparison.new_variant + ")";
    for (const std::string& sidecar : comparison.subtracted) {
      step(fmt::format("the sidecar {} is new; the rest is compared without it{}", sidecar, of), StepOutcome::passed);
    }
    for (const Difference& difference : comparison.differences) {
      const bool sidecars = optional() && !comparison.subtracted.empty() && !is_of_a_container(difference);
      const bool preparation = sidecars || (optional() && is_preparation(difference));
      StepVerdict& made = step(describe(difference) + of, preparation ? StepOutcome::passed : StepOutcome::failed);
      made.reason = sidecars      ? "it comes with the sidecar"
                    : preparation ? "the status sidecar needs it of Logstash, whether there is a sidecar or not"
                                  : fmt::format("it was at {}", describe(difference.before_where));
      made.place = place(difference.after_where);
      made.mismatches = {{.expected = difference.before, .seen = difference.after}};
      failed_ = failed_ || !preparation;
    }
    for (const Difference& difference : comparison.cannot_tell) {
      StepVerdict& made = step(describe(difference) + of, StepOutcome::not_shown);
      made.reason = difference.why_unknown;
      made.place = place(difference.after_where);
      open_ = true;
    }
  }

  ScenarioVerdict finish() {
    verdict_.outcome = failed_ ? Outcome::failed : Outcome::passed;
    for (const std::string& item : items_) {
      verdict_.items[item] = failed_ ? ItemVerdict::fails : open_ ? ItemVerdict::cannot_tell : ItemVerdict::holds;
    }
    if (verdict_.steps.empty()) {
      step("it means what it meant", StepOutcome::passed);
    }
    return std::move(verdict_);
  }

 private:
  static std::string name_of(const std::vector<Deployment>& deployments) {
    return deployments.empty() ? "nothing" : fmt::format("{}", fmt::join(deployments.front().files, " "));
  }
  [[nodiscard]] bool optional() const { return std::ranges::find(items_, kOptional) != items_.end(); }

  StepVerdict& step(std::string text, StepOutcome outcome) {
    StepVerdict step;
    step.text = std::move(text);
    step.is_check = true;
    step.outcome = outcome;
    if (!items_.empty()) {
      step.item = items_.front();
    }
    verdict_.steps.push_back(std::move(step));
    return verdict_.steps.back();
  }

  ScenarioVerdict verdict_;
  std::vector<std::string> items_;
  bool failed_ = false;
  bool open_ = false;
};

}  // namespace

ScenarioVerdict check_baseline(const std::vector<Deployment>& before, const std::vector<Deployment>& after,
                               const Policy& policy) {
  Baseline baseline(before, after);
  const ComparisonOptions options{.sidecars = evident_sidecars(after, policy), .unknown_sidecars = true};
  for (const Comparison& comparison : compare_all(before, after, options)) {
    baseline.add(comparison);
  }
  return baseline.finish();
}

}  // namespace roadworthy
