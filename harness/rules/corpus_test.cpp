#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "definition/importers.h"
#include "rules/rules.h"

namespace roadworthy {
namespace {

/// Real files that others wrote, where they are at hand. A finding here is one that a person who knows ECS agrees with.
TEST(Corpus, HasTheFindingsThatItHas) {
  const std::string corpus = ROADWORTHY_SOURCE_FOLDER "/../shared/corpus";
  if (!std::filesystem::exists(corpus)) {
    GTEST_SKIP() << "there is no corpus beside the source folder";
  }
  const std::map<std::string, std::set<std::string>> expected{{"fluent-bit-logstash.json", {"ECS-VALID"}},
                                                              {"fluent-bit-signalfx.json", {"ECS-VALID"}}};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    const std::string folder = entry.path().parent_path().filename();
    if (!entry.is_regular_file() || folder == "logstash" || entry.path().extension() == ".md") {
      continue;
    }
    const auto deployments = read_deployments({entry.path().string()});
    ASSERT_TRUE(deployments) << describe(deployments.error().front());
    std::set<std::string> failed;
    for (const Deployment& deployment : *deployments) {
      for (const auto& [item, verdict] : check_deployment(deployment, {}, {}).items) {
        EXPECT_NE(verdict, ItemVerdict::cannot_tell) << entry.path() << " " << item;
        if (verdict == ItemVerdict::fails) {
          failed.insert(item);
        }
      }
    }
    const auto known = expected.find(entry.path().filename());
    EXPECT_EQ(failed, known == expected.end() ? std::set<std::string>{} : known->second) << entry.path();
  }
}

/// Nothing is silently unread: the share of values that the model holds, for each format.
TEST(Corpus, IsReadAlmostWhole) {
  const std::string corpus = ROADWORTHY_SOURCE_FOLDER "/../shared/corpus";
  if (!std::filesystem::exists(corpus)) {
    GTEST_SKIP() << "there is no corpus beside the source folder";
  }
  std::map<std::string, std::pair<std::size_t, std::size_t>> totals;
  for (const std::string_view folder : {"ecs", "compose", "terraform-plan", "pulumi"}) {
    for (const auto& entry : std::filesystem::directory_iterator(corpus + "/" + std::string(folder))) {
      const auto deployments = read_deployments({entry.path().string()});
      ASSERT_TRUE(deployments) << entry.path();
      for (const Deployment& deployment : *deployments) {
        auto& [read, missed] = totals[deployment.format];
        read += deployment.leaves_read;
        for (const Unread& unread : deployment.unread) {
          missed += unread.out_of_scope ? 0 : unread.leaves;
        }
      }
    }
  }
  for (const auto& [format, total] : totals) {
    const double share = static_cast<double>(total.first) / static_cast<double>(total.first + total.second);
    std::cout << format << ": " << share * 100 << " % read\n";
    EXPECT_GE(share, 0.9) << format;
  }
}

}  // namespace
}  // namespace roadworthy
