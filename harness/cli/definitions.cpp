#include "cli/definitions.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "definition/merge.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kExtensions{".json", ".yaml",  ".yml", ".sh",
                                                      ".bash", ".tftpl", ".tpl", ".tmpl"};
constexpr std::array<std::string_view, 3> kSkippedFolders{"node_modules", "vendor", "testdata"};
/// Files named beside a plan that may be held until it is known whether they go with it.
constexpr std::size_t kMostOfOneDeployment = 500;

/// `compose.override.yaml` of `compose.yaml`.
std::string override_of(const fs::path& path) {
  return path.parent_path() / (path.stem().string() + ".override" + path.extension().string());
}

/// `compose.yaml` of `compose.override.yaml`; empty where it is called otherwise.
std::string overridden_by(const fs::path& path) {
  const std::string stem = path.stem().string();
  constexpr std::string_view ending = ".override";
  if (!stem.ends_with(ending)) {
    return {};
  }
  return path.parent_path() / (stem.substr(0, stem.size() - ending.size()) + path.extension().string());
}

bool is_override(const fs::path& path) {
  const std::string other = overridden_by(path);
  return !other.empty() && fs::exists(other);
}

/// Files that may be definitions, sorted; an override comes with its file.
std::vector<std::string> search(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code fault;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, fault), end;
       at != end && !fault; at.increment(fault)) {
    const std::string name = at->path().filename().string();
    if (at->is_directory()) {
      if (name.starts_with('.') || std::ranges::find(kSkippedFolders, name) != kSkippedFolders.end()) {
        at.disable_recursion_pending();
      }
    } else if (!name.starts_with('.') && std::ranges::find(kExtensions, at->path().extension()) != kExtensions.end() &&
               !is_override(at->path())) {
      found.push_back(at->path().string());
    }
  }
  std::ranges::sort(found);
  return found;
}

/// The files that are read as one with this one.
std::vector<std::string> with_override(const std::string& path, const std::set<std::string>& named) {
  std::vector<std::string> files{path};
  const std::string other = override_of(path);
  const bool wanted = named.contains(other) || named.empty();
  if (wanted && fs::exists(other)) {
    files.push_back(other);
  }
  return files;
}

bool is_plan(const Deployment& deployment) {
  return deployment.format == "terraform" || deployment.format == "pulumi";
}

bool goes_with_a_plan(const Deployment& deployment) {
  return deployment.format == "ecs" || deployment.format == "docker-run";
}

/// Each way to take one deployment (one branch of its conditions) out of each file, joined.
std::vector<Deployment> join_all(const std::vector<std::vector<Deployment>>& files) {
  constexpr std::size_t kMost = 64;
  std::vector<std::vector<Deployment>> choices{{}};
  for (const std::vector<Deployment>& variants : files) {
    std::vector<std::vector<Deployment>> longer;
    for (const std::vector<Deployment>& choice : choices) {
      for (const Deployment& variant : variants) {
        if (longer.size() < kMost) {
          longer.push_back(choice);
          longer.back().push_back(variant);
        }
      }
    }
    choices = std::move(longer);
  }
  std::vector<Deployment> joined;
  for (std::vector<Deployment>& choice : choices) {
    joined.push_back(merge_deployments(std::move(choice)));
  }
  return joined;
}

void use_all(std::vector<Deployment> deployments, const std::vector<std::string>& named, const UseDeployment& use) {
  for (Deployment& deployment : deployments) {
    use(std::move(deployment), named);
  }
}

/// The files that the command line names. They are held as long as they may be one deployment: one plan, and what goes
/// with a plan.
class NamedFiles {
 public:
  NamedFiles(bool together, const UseDeployment& use) : together_(together), use_(use) {}

  /// The deployments of one file (and its override): its variants.
  void add(std::vector<Deployment> variants, std::vector<std::string> paths) {
    plans_ += is_plan(variants.front()) ? 1 : 0;
    others_ = others_ || !(is_plan(variants.front()) || goes_with_a_plan(variants.front()));
    held_.push_back(std::move(variants));
    paths_.push_back(std::move(paths));
    if (!together_ && (released_ || others_ || plans_ > 1 || held_.size() > kMostOfOneDeployment)) {
      release();
    }
  }

  /// No more files. Whether they would have been one deployment, had there been fewer.
  bool finish() {
    const bool one_plan = plans_ == 1 && !others_;
    if (!released_ && held_.size() > 1 && (together_ || one_plan)) {
      std::vector<std::string> all;
      for (const std::vector<std::string>& paths : paths_) {
        all.insert(all.end(), paths.begin(), paths.end());
      }
      use_all(join_all(held_), all, use_);
      return false;
    }
    const bool too_many = released_ && one_plan;
    release();
    return too_many;
  }

 private:
  void release() {
    for (std::size_t at = 0; at < held_.size(); ++at) {
      use_all(std::move(held_[at]), paths_[at], use_);
    }
    held_.clear();
    paths_.clear();
    released_ = true;
  }

  const bool together_;
  const UseDeployment& use_;
  std::vector<std::vector<Deployment>> held_;
  std::vector<std::vector<std::string>> paths_;  ///< Of those that are held.
  bool released_ = false;
  bool others_ = false;  ///< One is neither a plan nor goes with one.
  std::size_t plans_ = 0;
};

Error too_many_beside_a_plan() {
  return {
      .kind = ErrorKind::usage,
      .message = fmt::format("one plan and more than {} files that may go with it were named", kMostOfOneDeployment),
      .remedy = "--together makes them one deployment; without the plan each is one by itself",
      .where = {}};
}

}  // namespace

ReadDefinitions read_definitions(const DefinitionInputs& inputs) {
  std::vector<Deployment> deployments;
  ReadDefinitions result = read_definitions(
      inputs, [&](Deployment deployment, const auto&) { deployments.push_back(std::move(deployment)); });
  result.deployments = std::move(deployments);
  return result;
}

ReadDefinitions read_definitions(const DefinitionInputs& inputs, const UseDeployment& use) {
  ReadDefinitions result;
  const auto complain = [&](Errors errors) { std::ranges::move(errors, std::back_inserter(result.errors)); };
  std::vector<std::string> files;
  std::ranges::copy_if(inputs.paths, std::back_inserter(files),
                       [](const std::string& path) { return !fs::is_directory(path); });
  if (inputs.together && !files.empty()) {
    // One format takes them as one definition (Compose, scripts); else they are joined below.
    if (auto deployments = read_deployments(files, inputs.import)) {
      use_all(std::move(*deployments), files, use);
      return result;
    }
  }
  NamedFiles named(inputs.together, use);
  const std::set<std::string> names(files.begin(), files.end());
  for (const std::string& path : files) {
    if (is_override(path) && names.contains(overridden_by(path))) {
      continue;  // It is read with the file that it overrides.
    }
    std::vector<std::string> paths = with_override(path, names);
    auto deployments = read_deployments(paths, inputs.import);
    if (deployments) {
      named.add(std::move(*deployments), std::move(paths));
    } else {
      complain(std::move(deployments.error()));
    }
  }
  if (named.finish()) {
    complain({too_many_beside_a_plan()});
  }
  for (const std::string& path : inputs.paths) {
    if (!fs::is_directory(path)) {
      continue;
    }
    for (const std::string& file : search(path)) {
      const std::vector<std::string> paths = with_override(file, {});
      auto deployments = read_deployments(paths, inputs.import);
      if (deployments) {
        use_all(std::move(*deployments), paths, use);
      } else if (deployments.error().front().message.find("is of no known format") != std::string::npos) {
        result.passed_over.push_back(file);
      } else {
        complain(std::move(deployments.error()));
      }
    }
  }
  return result;
}

}  // namespace roadworthy
