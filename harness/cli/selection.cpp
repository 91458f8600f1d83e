#include "cli/selection.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "document/decoder.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kOtherFiles{"checklist.yaml", "subjects.yaml"};

bool is_scenario_file(const fs::path& file) {
  const auto ending = file.extension();
  const bool readable = ending == ".yaml" || ending == ".yml" || ending == ".json";
  return readable && std::ranges::find(kOtherFiles, file.filename().string()) == kOtherFiles.end();
}

Result<void> search_folder(const fs::path& folder, std::set<std::string>& files) {
  std::error_code error;
  auto walk = fs::recursive_directory_iterator(folder, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    if (walk->is_directory() && walk->path().filename() == "negative") {
      walk.disable_recursion_pending();
    } else if (walk->is_regular_file() && is_scenario_file(walk->path())) {
      files.insert(walk->path().lexically_normal().string());
    }
  }
  if (error) {
    return fail(ErrorKind::usage, fmt::format("cannot search {}: {}", folder.string(), error.message()));
  }
  return {};
}

using Patterns = std::vector<std::unique_ptr<RE2>>;

Patterns compile(const std::vector<std::string>& texts, Errors& errors) {
  Patterns patterns;
  for (const std::string& text : texts) {
    RE2::Options quiet;
    quiet.set_log_errors(false);
    patterns.push_back(std::make_unique<RE2>(text, quiet));
    if (!patterns.back()->ok()) {
      errors.push_back({.kind = ErrorKind::usage,
                        .message = fmt::format("`{}` is no regular expression: {}", text, patterns.back()->error()),
                        .remedy = "the syntax is RE2's",
                        .where = {}});
    }
  }
  return patterns;
}

bool any_matches(const Patterns& patterns, const std::string& text) {
  return std::ranges::any_of(patterns, [&](const auto& pattern) { return RE2::PartialMatch(text, *pattern); });
}

bool share_one(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::ranges::any_of(some, [&](const auto& each) { return std::ranges::find(others, each) != others.end(); });
}

/// Names that the command line gives and no scenario knows: each is a slip of the pen that would otherwise change
/// nothing.
void require_used(std::string_view option, const auto& given, const std::set<std::string>& known, Errors& errors) {
  for (const auto& [name, value] : given) {
    if (!known.contains(name)) {
      const std::vector<std::string> names(known.begin(), known.end());
      errors.push_back(
          {.kind = ErrorKind::usage,
           .message = fmt::format("{}: no scenario here knows `{}`{}", option, name, did_you_mean(name, names)),
           .remedy = fmt::format("they know {}", fmt::join(names, ", ")),
           .where = {}});
    }
  }
}

void require_inputs_used(const LoadOptions& options, const std::vector<LoadedScenario>& scenarios, Errors& errors) {
  std::set<std::string> variables;
  std::set<std::string> programs;
  for (const LoadedScenario& loaded : scenarios) {
    variables.insert(loaded.declared_variables.begin(), loaded.declared_variables.end());
    for (const PodSpec& pod : loaded.scenario.topology.pods) {
      for (const ContainerSpec& container : pod.containers) {
        if (!container.stands_for.empty()) {
          programs.insert(container.stands_for);
        }
      }
    }
  }
  require_used("--variable", options.variables, variables, errors);
  require_used("--subject", options.subjects, programs, errors);
  require_used("--environment", options.environment, programs, errors);
}

}  // namespace

Result<std::vector<std::string>> find_scenario_files(const std::vector<std::string>& paths) {
  std::set<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      if (auto searched = search_folder(path, files); !searched) {
        return std::unexpected(searched.error());
      }
    } else if (fs::exists(path, ignored)) {
      files.insert(fs::path(path).lexically_normal().string());
    } else {
      return fail(ErrorKind::usage, fmt::format("there is no file or folder `{}`", path));
    }
  }
  return std::vector(files.begin(), files.end());
}

std::expected<std::vector<LoadedScenario>, Errors> select_scenarios(const Selection& selection,
                                                                    const LoadOptions& options) {
  const auto files = find_scenario_files(selection.paths);
  if (!files) {
    return std::unexpected(Errors{files.error()});
  }
  Errors errors;
  const Patterns includes = compile(selection.includes, errors);
  const Patterns excludes = compile(selection.excludes, errors);
  std::vector<LoadedScenario> selected;
  for (const std::string& file : *files) {
    auto loaded = load_scenario(file, options);
    if (!loaded) {
      std::ranges::move(loaded.error(), std::back_inserter(errors));
      continue;
    }
    const Scenario& scenario = loaded->scenario;
    const std::string text = fmt::format("{}: {}", file, scenario.name);
    const bool wanted = (selection.labels.empty() || share_one(selection.labels, scenario.labels)) &&
                        (includes.empty() || any_matches(includes, text)) && !any_matches(excludes, text) &&
                        (selection.items.empty() || share_one(selection.items, items_of(scenario)));
    if (wanted) {
      selected.push_back(std::move(*loaded));
    }
  }
  if (errors.empty() && !selected.empty()) {
    require_inputs_used(options, selected, errors);
  }
  if (!errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  std::vector<LoadedScenario> shard;
  for (std::size_t at = 0; at < selected.size(); ++at) {
    if (at % selection.shard_count == selection.shard_index) {
      shard.push_back(std::move(selected[at]));
    }
  }
  if (shard.empty()) {
    return std::unexpected(
        Errors{{.kind = ErrorKind::usage,
                .message = fmt::format("nothing is selected: {} scenario files were found", files->size()),
                .remedy = "`roadworthy list` shows names, labels and items",
                .where = {}}});
  }
  return shard;
}

}  // namespace roadworthy
