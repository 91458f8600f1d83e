#include "comparison/comparison.h"

#include <algorithm>
#include <set>

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

/// A state has what comes first in a list of its own, a plan where it was written: only what one of them lacks counts.
void write_what_the_other_writes(Deployment& one, const Deployment& other) {
  std::set<std::pair<std::string_view, std::string_view>> written;
  for (const Dependency& dependency : other.dependencies) {
    if (dependency.written) {
      written.emplace(dependency.from, dependency.to);
    }
  }
  for (Dependency& dependency : one.dependencies) {
    dependency.written = dependency.written || written.contains({dependency.from, dependency.to});
  }
}

/// What triggers are computed from only counts where both files say it.
void leave_out_origins(Deployment& deployment) {
  for (ReplaceTrigger& trigger : deployment.replace_triggers) {
    trigger.watches.clear();
    trigger.replaces.clear();
  }
}

/// What came with a task whose containers are not known may be its sidecar's: of that nothing can be told.
template <typename T>
void set_aside(const std::vector<T>& before, std::vector<T>& after, const std::string& what, const Pod& pod,
               Comparison& comparison) {
  std::erase_if(after, [&](const T& element) {
    const bool added = std::ranges::find(before, element.id, &T::id) == before.end();
    if (added) {
      comparison.cannot_tell.push_back(
          {.kind = DifferenceKind::added,
           .path = {what + " " + element.id},
           .before = "nothing",
           .after = what + " " + element.id,
           .before_where = pod.where,
           .after_where = element.where,
           .why_unknown = fmt::format("it may be for a sidecar of {}, whose containers are not known", pod.id)});
    }
    return added;
  });
}

void set_aside_what_sidecars_may_use(const Deployment& before, Deployment& after, Comparison& comparison) {
  const auto open = std::ranges::find_if(
      after.pods, [](const Pod& pod) { return pod.containers.is_unknown() && pod.containers.empty(); });
  if (open != after.pods.end()) {
    set_aside(before.log_groups, after.log_groups, "log group", *open, comparison);
    set_aside(before.parameters, after.parameters, "parameter", *open, comparison);
    set_aside(before.secrets, after.secrets, "secret", *open, comparison);
  }
}

/// Two plans or stacks of the same text are one, whatever is unknown in it: nothing else is read for them.
bool same_text(const Deployment& before, const Deployment& after) {
  const bool whole = after.format == "terraform" || after.format == "pulumi";
  return whole && before.format == after.format && before.digest != 0 && before.digest == after.digest;
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
  if (same_text(before, after)) {
    return comparison;
  }
  leave_out_existing(one);
  leave_out_existing(other);
  align_ids(one, other);
  if (!before.says_origins || !after.says_origins) {
    leave_out_origins(one);
    leave_out_origins(other);
  }
  write_what_the_other_writes(one, other);
  write_what_the_other_writes(other, one);
  comparison.subtracted = subtract_sidecars(one, other, options);
  if (options.unknown_sidecars) {
    set_aside_what_sidecars_may_use(one, other, comparison);
  }
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
