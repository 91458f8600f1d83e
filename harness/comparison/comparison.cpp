#include "comparison/comparison.h"

#include <algorithm>

#include <fmt/format.h>

#include "comparison/meaning.h"

namespace roadworthy {
namespace {

std::size_t leaves_not_read(const Deployment& deployment) {
  std::size_t count = 0;
  for (const Unread& unread : deployment.unread) {
    count += unread.out_of_scope ? 0 : unread.leaves;
  }
  return count;
}

/// What is there already is nothing that the definition says.
void leave_out_existing(Deployment& deployment) {
  const auto leave_out = [&](auto& elements) {
    std::erase_if(elements, [&](const auto& element) { return is_existing(deployment, element.id); });
  };
  leave_out(deployment.log_groups);
  leave_out(deployment.parameters);
  leave_out(deployment.secrets);
  leave_out(deployment.balancers);
  leave_out(deployment.listeners);
  leave_out(deployment.target_groups);
  std::erase_if(deployment.dependencies,
                [&](const Dependency& dependency) { return is_existing(deployment, dependency.from); });
}

}  // namespace

std::string describe(const Difference& difference) {
  std::string path;
  for (const std::string& part : difference.path) {
    path += (path.empty() ? "" : ", ") + printable(part);
  }
  const auto single = [&](const std::string& value, std::string_view what) {
    return path.ends_with(value) ? fmt::format("{} {}", path, what) : fmt::format("{}: `{}` {}", path, value, what);
  };
  switch (difference.kind) {
    case DifferenceKind::added:
      return single(difference.after, "was added");
    case DifferenceKind::removed:
      return single(difference.before, "was removed");
    case DifferenceKind::changed:
      break;
  }
  return difference.why_unknown.empty() ? fmt::format("{}: `{}` became `{}`", path, difference.before, difference.after)
                                        : fmt::format("{}: `{}` and `{}` may differ ({})", path, difference.before,
                                                      difference.after, printable(difference.why_unknown));
}

Comparison compare(const Deployment& before, const Deployment& after, const ComparisonOptions& options) {
  Deployment one = before;
  Deployment other = after;
  Comparison comparison{.not_compared = leaves_not_read(before) + leaves_not_read(after),
                        .old_variant = before.variant,
                        .new_variant = after.variant};
  leave_out_existing(one);
  leave_out_existing(other);
  align_ids(one, other);
  comparison.subtracted = subtract_sidecars(one, other, options);
  FilledIn filled;
  spell_defaults_out(one, filled);
  spell_defaults_out(other, filled);
  std::vector<std::string> path;
  find_differences(meaning_of(one, filled), meaning_of(other, filled), path, comparison);
  return comparison;
}

std::vector<Comparison> compare_all(const std::vector<Deployment>& before, const std::vector<Deployment>& after,
                                    const ComparisonOptions& options) {
  std::vector<Comparison> all;
  for (const Deployment& now : after) {
    const auto same = std::ranges::find(before, now.variant, &Deployment::variant);
    if (same != before.end()) {
      all.push_back(compare(*same, now, options));
      continue;
    }
    std::vector<Comparison> candidates;
    std::ranges::transform(before, std::back_inserter(candidates),
                           [&](const Deployment& then) { return compare(then, now, options); });
    const auto nearest = std::ranges::min_element(
        candidates, {}, [](const Comparison& one) { return one.differences.size() + one.cannot_tell.size(); });
    if (nearest != candidates.end()) {
      all.push_back(std::move(*nearest));
    }
  }
  return all;
}

}  // namespace roadworthy
