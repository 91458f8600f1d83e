#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "definition/test_support.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

TEST(Definition, SaysWhatWasTriedForAFileOfNoKnownFormat) {
  const std::string message = import_error("notes.txt", "just some words\n");

  EXPECT_THAT(message, HasSubstr("notes.txt is of no known format"));
  EXPECT_THAT(message, HasSubstr("compose: it has no mapping `services`"));
  EXPECT_THAT(message, HasSubstr("docker-run: it has no `docker run`"));
}

TEST(Definition, GivesTheParsersWordsForBrokenJson) {
  auto deployments = parse_deployments("plan.json", "{\"resource_changes\": [,]}");

  ASSERT_FALSE(deployments);
  EXPECT_EQ(deployments.error().front().kind, ErrorKind::invalid_file);
  EXPECT_TRUE(deployments.error().front().where);
}

TEST(Definition, NamesTheFormatsWhenAskedForAnother) {
  EXPECT_EQ(import_error("x", "services: {}", {.as = "compos"}),
            "there is no format `compos` (did you mean `compose`?)");
}

TEST(Definition, ReadsAForcedFormat) {
  EXPECT_EQ(import_one("x", "services: {}\n", {.as = "compose"}).format, "compose");
}

TEST(Definition, RefusesSeveralFilesOfAFormatThatHasOne) {
  const TemporaryFolder folder;
  const std::string path = folder.write("t.json", R"([{"name": "a", "image": "b"}])");
  auto deployments = read_deployments({path, path});

  ASSERT_FALSE(deployments);
  EXPECT_EQ(deployments.error().front().message, "a definition of format `ecs` is one file, not 2");
}

TEST(Definition, RefusesFoldersMissingFilesAndFilesOverTheLimit) {
  const TemporaryFolder folder;
  const std::string path = folder.write("big.json", std::string(100, ' '));

  EXPECT_THAT(read_deployments({"/"}).error().front().message, HasSubstr("it is no regular file"));
  EXPECT_THAT(read_deployments({path + "x"}).error().front().message, HasSubstr("No such file"));
  EXPECT_THAT(read_deployments({path}, {.limits = {.bytes = 99}}).error().front().message,
              HasSubstr("it has 100 bytes, and at most 99 are read"));
}

TEST(Definition, RefusesAFileOfAGigabyteWithoutReadingIt) {
  const TemporaryFolder folder;
  const std::string path = folder.write("huge.json", "{");
  ASSERT_EQ(::truncate(path.c_str(), std::int64_t{1} << 30U), 0);

  EXPECT_THAT(read_deployments({path}).error().front().message, HasSubstr("it has 1073741824 bytes"));
}

TEST(Definition, RefusesDeepNesting) {
  EXPECT_FALSE(parse_deployments("deep.json", std::string(10'000, '[') + std::string(10'000, ']')));
}

/// Share of the leaves that the model holds, over the files that other people wrote. Shown, and at least 90 %.
TEST(Corpus, IsInTheModelToNineTenths) {
  const std::filesystem::path corpus = std::filesystem::path(ROADWORTHY_SOURCE_FOLDER) / "../shared/corpus";
  if (!std::filesystem::is_directory(corpus)) {
    GTEST_SKIP() << "the corpus is not there";
  }
  struct Count {
    std::size_t files = 0;
    std::size_t read = 0;
    std::size_t missed = 0;
  };
  std::map<std::string, Count> counts;
  for (const char* part : {"ecs", "compose", "terraform-plan", "pulumi"}) {
    for (const auto& entry : std::filesystem::directory_iterator(corpus / part)) {
      auto deployments = read_deployments({entry.path().string()});
      ASSERT_TRUE(deployments) << entry.path() << ": " << describe(deployments.error().front());
      for (const Deployment& deployment : *deployments) {
        Count& count = counts[deployment.format];
        ++count.files;
        count.read += deployment.leaves_read;
        for (const Unread& unread : deployment.unread) {
          count.missed += unread.out_of_scope ? 0 : unread.leaves;
        }
      }
    }
  }
  EXPECT_EQ(counts.size(), 4U);
  for (const auto& [format, count] : counts) {
    const double share = static_cast<double>(count.read) / static_cast<double>(count.read + count.missed);
    std::cout << fmt::format("{}: {} files, {} of {} leaves in the model ({:.1f} %)\n", format, count.files, count.read,
                             count.read + count.missed, share * 100);
    EXPECT_GE(share, 0.9) << format;
  }
}

TEST(Definition, SaysWhatToDoWithATemplateOfCloudFormation) {
  const std::pair<std::string, std::string> templates[] = {
      {"stack.template.json", R"({"Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {}}}})"},
      {"stack.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Task:\n    Family: !Ref Family\n"}};
  for (const auto& [name, text] : templates) {
    const auto deployments = parse_deployments(name, text);
    ASSERT_FALSE(deployments);
    EXPECT_THAT(deployments.error().front().message, testing::HasSubstr("it is a CloudFormation template"));
    EXPECT_THAT(deployments.error().front().remedy, testing::HasSubstr("`aws ecs describe-task-definition"));
  }
}

TEST(Definition, SaysWhatToCheckInsteadOfAMakefile) {
  EXPECT_THAT(import_error("app/Makefile", "run:\n\tdocker run $(IMAGE)\n"), testing::HasSubstr("it is a Makefile"));
}

}  // namespace
}  // namespace roadworthy
