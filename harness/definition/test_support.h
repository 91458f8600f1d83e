#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"
#include "definition/importers.h"

namespace roadworthy {

/// The deployments of a text; the test fails, with the errors' words, when it is none.
inline std::vector<Deployment> import_all(std::string name, std::string text, const ImportOptions& options = {}) {
  auto deployments = parse_deployments(std::move(name), std::move(text), options);
  if (!deployments) {
    for (const Error& error : deployments.error()) {
      ADD_FAILURE() << describe(error);
    }
    return std::vector<Deployment>(1);
  }
  return *deployments;
}

inline Deployment import_one(std::string name, std::string text, const ImportOptions& options = {}) {
  std::vector<Deployment> deployments = import_all(std::move(name), std::move(text), options);
  EXPECT_EQ(deployments.size(), 1U);
  return deployments.front();
}

/// The first error's words; empty, and a failure, when the text is a definition.
inline std::string import_error(std::string name, std::string text, const ImportOptions& options = {}) {
  auto deployments = parse_deployments(std::move(name), std::move(text), options);
  if (deployments) {
    ADD_FAILURE() << "it was imported";
    return {};
  }
  return deployments.error().front().message;
}

inline std::string place(const SourceSpan& span) {
  return std::to_string(span.line) + ":" + std::to_string(span.column);
}

/// The container of the only pod that has one of that name.
inline const Container& container_of(const Deployment& deployment, std::string_view name) {
  static const Container none;
  for (const Pod& pod : deployment.pods) {
    if (const Container* found = find_container(pod, name)) {
      return *found;
    }
  }
  ADD_FAILURE() << "no container " << name;
  return none;
}

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "definition-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

/// Ids of the pods, in the order in which they start.
inline std::vector<std::string> pods_of(const Deployment& deployment) {
  std::vector<std::string> ids;
  for (const Pod& pod : deployment.pods) {
    ids.push_back(pod.id);
  }
  return ids;
}

}  // namespace roadworthy
