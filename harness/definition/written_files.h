#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "definition/deployment.h"
#include "definition/script_template.h"

namespace roadworthy {

/// A script or document that stands in one word of a command: all of it has the word's place.
[[nodiscard]] Script line_script(const Text& line);

/// The files that a host was told to write so far, by their paths.
class WrittenFiles {
 public:
  /// Replaces a file of the same path; nothing where the path is unknown.
  void write(const Text& path, const Script& content);
  /// A file to run, which is then gone: nothing is read twice.
  [[nodiscard]] std::optional<Script> take(const std::string& path);
  /// What the Compose files of these names are as one project, and they are gone then; without names, what Compose
  /// finds by itself. Nothing where one of them was not written. A file that Compose would refuse is a mistake.
  [[nodiscard]] std::optional<Deployment> read_compose(std::vector<std::string> names);

  /// The task definition that `aws ecs register-task-definition` is given as this argument: `file://PATH` of a file
  /// that was written, or the JSON itself. Nothing where it is neither.
  [[nodiscard]] std::optional<Deployment> read_task(const Text& argument);

 private:
  std::map<std::string, Script> files_;
};

}  // namespace roadworthy
