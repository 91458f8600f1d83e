#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "comparison/comparison.h"
#include "definition/importers.h"

namespace roadworthy {

inline std::string test_file(const std::string& name) {
  std::ifstream file(std::filesystem::path(ROADWORTHY_SOURCE_FOLDER) / "harness/comparison/testdata" / name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Deployment read_text_as(const std::string& name, const std::string& text) {
  auto deployments = parse_deployments(name, text);
  if (!deployments) {
    ADD_FAILURE() << name << ": " << describe(deployments.error().front()) << "\n" << text;
    return {};
  }
  EXPECT_EQ(deployments->size(), 1U);
  for (const Error& mistake : deployments->front().mistakes) {
    ADD_FAILURE() << describe(mistake);
  }
  return deployments->front();
}

inline Comparison compare_texts(const std::string& name, const std::string& before, const std::string& after) {
  return compare(read_text_as(name, before), read_text_as(name, after));
}

/// The text with the only place of `from` replaced.
inline std::string replaced(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t found = text.find(from);
  EXPECT_NE(found, std::string::npos) << from;
  EXPECT_EQ(text.find(from, found + 1), std::string::npos) << from << " is there twice";
  return found == std::string::npos ? text : std::string(text).replace(found, from.size(), to);
}

inline std::string all_of(const Comparison& comparison) {
  std::string text;
  for (const auto* list : {&comparison.differences, &comparison.cannot_tell}) {
    for (const Difference& difference : *list) {
      text += describe(difference) + "\n";
    }
  }
  return text;
}

}  // namespace roadworthy
