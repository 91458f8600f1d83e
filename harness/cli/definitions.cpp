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

/// `compose.override.yaml` of `compose.yaml`.
std::string override_of(const fs::path& path) {
  return path.parent_path() / (path.stem().string() + ".override" + path.extension().string());
}

bool is_override(const fs::path& path) {
  const std::string stem = path.stem().string();
  constexpr std::string_view ending = ".override";
  return stem.ends_with(ending) &&
         fs::exists(path.parent_path() / (stem.substr(0, stem.size() - ending.size()) + path.extension().string()));
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
std::vector<std::string> with_override(const std::string& path, const std::vector<std::string>& named) {
  std::vector<std::string> files{path};
  const std::string other = override_of(path);
  const bool wanted = std::ranges::find(named, other) != named.end() || named.empty();
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

}  // namespace

ReadDefinitions read_definitions(const DefinitionInputs& inputs) {
  std::vector<Deployment> deployments;
  ReadDefinitions result =
      read_definitions(inputs, [&](Deployment deployment) { deployments.push_back(std::move(deployment)); });
  result.deployments = std::move(deployments);
  return result;
}

ReadDefinitions read_definitions(const DefinitionInputs& inputs, const std::function<void(Deployment)>& use) {
  ReadDefinitions result;
  const auto use_all = [&](std::vector<Deployment> deployments) {
    for (Deployment& deployment : deployments) {
      use(std::move(deployment));
    }
  };
  std::vector<std::vector<Deployment>> named;  // Of files that the command line names, each with its variants.
  const auto complain = [&](Errors errors) { std::ranges::move(errors, std::back_inserter(result.errors)); };
  std::vector<std::string> files;
  std::ranges::copy_if(inputs.paths, std::back_inserter(files),
                       [](const std::string& path) { return !fs::is_directory(path); });
  if (inputs.together && !files.empty()) {
    // One format takes them as one definition (Compose, scripts); else they are joined below.
    if (auto deployments = read_deployments(files, inputs.import)) {
      use_all(std::move(*deployments));
      return result;
    }
  }
  for (const std::string& path : files) {
    const bool taken = is_override(path) &&
                       std::ranges::any_of(files, [&](const std::string& other) { return override_of(other) == path; });
    if (taken) {
      continue;  // It was read with the file that it overrides.
    }
    auto deployments = read_deployments(with_override(path, files), inputs.import);
    if (deployments) {
      named.push_back(std::move(*deployments));
    } else {
      complain(std::move(deployments.error()));
    }
  }
  const auto plans = std::ranges::count_if(named, [](const auto& variants) { return is_plan(variants.front()); });
  const bool one_plan = plans == 1 && named.size() > 1 && std::ranges::all_of(named, [](const auto& variants) {
                          return is_plan(variants.front()) || goes_with_a_plan(variants.front());
                        });
  if (one_plan || (inputs.together && named.size() > 1)) {
    use_all(join_all(named));
  } else {
    std::ranges::for_each(named, [&](std::vector<Deployment>& variants) { use_all(std::move(variants)); });
  }
  named.clear();
  for (const std::string& path : inputs.paths) {
    if (!fs::is_directory(path)) {
      continue;
    }
    for (const std::string& file : search(path)) {
      auto deployments = read_deployments(with_override(file, {}), inputs.import);
      if (deployments) {
        use_all(std::move(*deployments));
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
