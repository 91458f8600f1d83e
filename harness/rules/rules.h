#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/verdict.h"
#include "definition/deployment.h"
#include "policy/policy.h"
#include "rules/rule.h"

namespace roadworthy {

/// Every rule, in the order of the checklist's items.
[[nodiscard]] std::span<const Rule> all_rules();

/// What one rule saw.
struct RuleResult {
  const Rule* rule = nullptr;
  Judgement judgement;
};

struct CheckOptions {
  std::vector<std::string> items;  ///< Only rules of these; empty: all.
  Severity fail_on = Severity::error;
  Day today{};  ///< Waivers whose last day is before it waive nothing.
};

/// Asks every rule. Results are in the order of the table.
[[nodiscard]] std::vector<RuleResult> judge(const Deployment& deployment, const Policy& policy,
                                            const CheckOptions& options);

/// The verdict on one deployment, as the reports show it: a step for each finding, each doubt, and each rule that
/// holds.
///
/// An item fails when one of its rules has a finding that `fail_on` counts and no waiver covers, cannot be told when
/// one has a doubt, holds when one looked at something, and is not shown otherwise. Findings that are waived are steps
/// that were not shown, with the waiver's reason.
[[nodiscard]] ScenarioVerdict check_deployment(const Deployment& deployment, const Policy& policy,
                                               const CheckOptions& options);

/// How a step speaks of a place: with the line and a caret.
[[nodiscard]] Place place_of(const SourceSpan& span);

/// The page of an item: what it asks for, why, how to mend it, where it comes from. Markdown; empty without one.
[[nodiscard]] std::string_view explain_page(std::string_view item);

}  // namespace roadworthy
