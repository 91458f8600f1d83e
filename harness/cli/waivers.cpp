#include "cli/waivers.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "policy/policy.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "roadworthy.yaml";

}  // namespace

std::string find_project_file(const std::string& given) {
  if (!given.empty()) {
    return given;
  }
  std::error_code error;
  for (fs::path folder = fs::current_path(error); !error; folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / kFileName, error)) {
      return (folder / kFileName).string();
    }
    if (folder == folder.parent_path()) {
      break;
    }
    error.clear();
  }
  return "";
}

std::expected<std::vector<Waiver>, Errors> read_waivers(const std::string& project_file,
                                                        const std::vector<std::string>& known_items) {
  if (project_file.empty()) {
    return std::vector<Waiver>();
  }
  auto policy = read_policy(project_file, known_items);
  if (!policy) {
    return std::unexpected(std::move(policy.error()));
  }
  return std::move(policy->waivers);
}

void apply_waivers(std::vector<ScenarioVerdict>& scenarios, const std::vector<Waiver>& waivers, Day today) {
  const Day always{};  // A day before every waiver's last: finds expired ones too.
  for (ScenarioVerdict& scenario : scenarios) {
    const std::vector<std::string> subjects{scenario.file, scenario.name};
    for (auto& [item, verdict] : scenario.items) {
      if (verdict != ItemVerdict::fails) {
        continue;
      }
      if (const Waiver* waiver = find_waiver(waivers, item, subjects, today)) {
        verdict = ItemVerdict::waived;
        scenario.waivers[item] = describe(*waiver);
      } else if (const Waiver* expired = find_waiver(waivers, item, subjects, always)) {
        scenario.waivers[item] = fmt::format("its waiver expired on {} ({}): mend it, or decide anew",
                                             to_text(expired->until), expired->reason);
      }
    }
  }
}

bool is_waived(const ScenarioVerdict& scenario) {
  bool any = false;
  for (const StepVerdict& step : scenario.steps) {
    if (step.outcome != StepOutcome::failed) {
      continue;
    }
    const auto item = step.item ? scenario.items.find(*step.item) : scenario.items.end();
    if (item == scenario.items.end() || item->second != ItemVerdict::waived) {
      return false;
    }
    any = true;
  }
  return any && scenario.outcome == Outcome::failed;
}

}  // namespace roadworthy
