#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/join_item.h"
#include "rules/rules.h"

namespace roadworthy {
namespace {

/// Written once for each deployment; a definition with more findings of one rule than these says how many more.
constexpr std::size_t kMostOfOneRule = 200;

/// Of the rules of one item, in one deployment.
constexpr std::array kOrder{ItemVerdict::holds, ItemVerdict::cannot_tell, ItemVerdict::fails};

StepVerdict step_of(const Rule& rule) {
  return {.text = std::string(rule.sentence),
          .item = std::string(rule.item),
          .is_check = true,
          .rule = std::string(rule.id)};
}

StepVerdict finding_step(const Rule& rule, const Finding& finding) {
  StepVerdict step = step_of(rule);
  step.text = finding.message;
  step.outcome = StepOutcome::failed;
  step.place = place_of(finding.where);
  step.remedy = finding.remedy.empty() ? std::string(rule.remedy) : finding.remedy;
  step.warning = finding.severity == Severity::warning;
  if (!finding.expected.empty() || !finding.seen.empty()) {
    step.mismatches.push_back({.expected = finding.expected, .seen = finding.seen});
  }
  return step;
}

StepVerdict doubt_step(const Rule& rule, const Doubt& doubt) {
  StepVerdict step = step_of(rule);
  step.outcome = StepOutcome::not_shown;
  step.place = place_of(doubt.where);
  step.reason = "cannot tell: " + doubt.reason;
  return step;
}

/// Adds the steps of one rule to the verdict; whether it has a finding that counts.
bool add_result(const RuleResult& result, const Policy& policy, const CheckOptions& options,
                const std::vector<std::string>& names, ScenarioVerdict& verdict) {
  const Judgement& judgement = result.judgement;
  bool counts = false;
  ItemVerdict of_rule = judgement.looked_at == 0 ? ItemVerdict::not_shown : ItemVerdict::holds;
  for (std::size_t at = 0; at < judgement.findings.size(); ++at) {
    const Finding& finding = judgement.findings[at];
    std::vector<std::string> subjects = names;
    subjects.push_back(finding.subject);
    StepVerdict step = finding_step(*result.rule, finding);
    if (const Waiver* waiver = find_waiver(policy.waivers, result.rule->item, subjects, options.today)) {
      step.outcome = StepOutcome::not_shown;
      step.reason = describe(*waiver);
      verdict.waivers[std::string(result.rule->item)] = step.reason;
    } else if (finding.severity == Severity::error || options.fail_on == Severity::warning) {
      of_rule = ItemVerdict::fails;
      counts = true;
    }
    if (at < kMostOfOneRule) {
      verdict.steps.push_back(std::move(step));
    } else if (at == kMostOfOneRule) {
      step.text = fmt::format("{} more findings of this rule", judgement.findings.size() - at);
      verdict.steps.push_back(std::move(step));
    }
  }
  for (std::size_t at = 0; at < std::min(judgement.doubts.size(), kMostOfOneRule); ++at) {
    verdict.steps.push_back(doubt_step(*result.rule, judgement.doubts[at]));
  }
  if (!judgement.doubts.empty() && of_rule != ItemVerdict::fails) {
    of_rule = ItemVerdict::cannot_tell;
  }
  if (judgement.findings.empty() && judgement.doubts.empty() && judgement.looked_at > 0) {
    StepVerdict step = step_of(*result.rule);
    step.outcome = StepOutcome::passed;
    verdict.steps.push_back(std::move(step));
  }
  join_item(verdict.items, result.rule->item, of_rule, kOrder);
  return counts;
}

/// What Compose or Terraform itself would refuse has no item of the checklist; it fails all the same.
bool add_mistakes(const Deployment& deployment, bool has_tasks, ScenarioVerdict& verdict) {
  if (has_tasks) {
    return false;  // There a rule says it.
  }
  for (const Error& mistake : deployment.mistakes) {
    StepVerdict step{
        .text = mistake.message, .is_check = true, .outcome = StepOutcome::failed, .rule = "definition-shape"};
    step.place = mistake.where ? place_of(*mistake.where)
                               : Place{.file = deployment.files.empty() ? "" : deployment.files.front()};
    step.remedy = mistake.remedy;
    verdict.steps.push_back(std::move(step));
  }
  return !deployment.mistakes.empty();
}

/// For each item without anything to look at, what it would have needed.
void add_not_shown(const std::vector<RuleResult>& results, ScenarioVerdict& verdict) {
  for (const RuleResult& result : results) {
    const std::string item(result.rule->item);
    const bool told = std::ranges::any_of(verdict.steps, [&](const StepVerdict& step) { return step.item == item; });
    if (verdict.items[item] == ItemVerdict::not_shown && !told) {
      StepVerdict step = step_of(*result.rule);
      step.outcome = StepOutcome::not_shown;
      step.reason = fmt::format("it needs {}", result.rule->needs);
      verdict.steps.push_back(std::move(step));
    }
  }
}

}  // namespace

Place place_of(const SourceSpan& span) {
  return {.file = span.file ? span.file->path : "", .line = span.line, .column = span.column, .excerpt = excerpt(span)};
}

ScenarioVerdict check_deployment(const Deployment& deployment, const Policy& policy, const CheckOptions& options) {
  ScenarioVerdict verdict;
  verdict.name = deployment.name.empty() && !deployment.files.empty() ? deployment.files.front() : deployment.name;
  if (!deployment.variant.empty()) {
    verdict.name += fmt::format(" ({})", deployment.variant);
  }
  verdict.file = deployment.files.empty() ? "" : deployment.files.front();
  verdict.labels = {deployment.format};
  std::vector<std::string> names = deployment.files;
  names.push_back(deployment.name);
  names.push_back(verdict.name);
  const std::vector<RuleResult> results = judge(deployment, policy, options);
  bool failed = false;
  for (const RuleResult& result : results) {
    failed = add_result(result, policy, options, names, verdict) || failed;
  }
  for (const auto& [item, waiver] : verdict.waivers) {
    // What is wrong and lived with does not hold.
    ItemVerdict& of_item = verdict.items[item];
    of_item = of_item == ItemVerdict::holds ? ItemVerdict::waived : of_item;
  }
  const bool has_tasks =
      std::ranges::any_of(deployment.pods, [](const Pod& pod) { return pod.kind == PodKind::ecs_task; });
  failed = add_mistakes(deployment, has_tasks, verdict) || failed;
  add_not_shown(results, verdict);
  verdict.outcome = failed ? Outcome::failed : Outcome::passed;
  return verdict;
}

}  // namespace roadworthy
