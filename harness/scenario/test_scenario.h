#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "scenario/load_scenario.h"

namespace roadworthy {

/// The tables of checks and actions as the program has them, a stand-in `logstash`, and the items ITEM-ONE and
/// ITEM-TWO.
[[nodiscard]] LoadOptions language();

/// A folder with scenario files, gone at the end of the test.
class ScenarioFolder {
 public:
  ScenarioFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "roadworthy-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~ScenarioFolder() { std::filesystem::remove_all(path_); }
  ScenarioFolder(const ScenarioFolder&) = delete;
  ScenarioFolder& operator=(const ScenarioFolder&) = delete;

  /// Returns the path of the file.
  std::string write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

  /// Mistakes as a reader meets them, one below the other; the folder's own path is left out.
  [[nodiscard]] std::string describe_all(const Errors& errors) const {
    std::string text;
    for (const Error& error : errors) {
      text += describe(error) + "\n";
    }
    const std::string prefix = path() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }

 private:
  std::filesystem::path path_;
};

/// The mistakes of a scenario, or nothing.
[[nodiscard]] inline std::string mistakes_of(std::string_view text, const LoadOptions& options = language()) {
  const ScenarioFolder folder;
  const auto loaded = load_scenario(folder.write("test.yaml", text), options);
  return loaded ? "" : folder.describe_all(loaded.error());
}

/// A scenario with containers `web` (pod `edge`) and `tool` (pod `side`), a watch `state`, and these steps.
[[nodiscard]] inline std::string with_steps(std::string_view steps) {
  return "scenario: A test\n"
         "variables: { settle: 2s, port: 80 }\n"
         "topology: { pods: { edge: { web: { command: [web] } }, side: { tool: { command: [tool] } } } }\n"
         "watch: { state: { container: web, state: running } }\n"
         "steps:\n" +
         std::string(steps);
}

/// The mistakes of one step, written behind `- `.
[[nodiscard]] inline std::string mistakes_of_step(std::string_view step) {
  return mistakes_of(with_steps("- " + std::string(step) + "\n"));
}

/// The scenario of a text that is expected to be good.
[[nodiscard]] inline LoadedScenario good_scenario(std::string_view text, const LoadOptions& options = language()) {
  const ScenarioFolder folder;
  auto loaded = load_scenario(folder.write("test.yaml", text), options);
  if (!loaded) {
    ADD_FAILURE() << folder.describe_all(loaded.error());
    return {};
  }
  return *std::move(loaded);
}

}  // namespace roadworthy
