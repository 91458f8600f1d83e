#include "scenario/subject.h"

#include <gmock/gmock.h>

#include "document/node.h"
#include "scenario/schema.h"
#include "scenario/test_scenario.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string mistakes_of_profile(std::string_view text) {
  const ScenarioFolder folder;
  const auto subject = read_profile(folder.write("profile.yaml", text), "/libexec");
  return subject ? "" : folder.describe_all(subject.error());
}

// So that an editor offers what the program takes.
TEST(Profile, TheSchemaHasTheKeysOfTheDecoder) {
  const std::string refused = mistakes_of_profile("profile: Mine\nsubject: s\ncommand: [x]\nno: {}\n");
  const auto schema = parse_json_document("profile.schema.json", std::string(profile_schema()));
  ASSERT_TRUE(schema);
  std::string keys;
  for (const auto& [key, value] : NodeView(*schema).find("properties")->members()) {
    keys += (keys.empty() ? "" : ", ") + key;
  }
  EXPECT_THAT(refused, testing::HasSubstr("allowed: " + keys + "\n"));
}

TEST(Profile, NeedsANameASubjectAndWhatIsRun) {
  EXPECT_EQ(mistakes_of_profile("profile: Mine\n"), R"(profile.yaml:1:1: a profile needs the key `subject`
  profile: Mine
  ^~~~~~~~~~~~~
profile.yaml:1:10: a profile needs a `command` or an `image`
  profile: Mine
           ^~~~
)");
}

TEST(Profile, AnUnknownKeySaysWhichIsMeant) {
  EXPECT_EQ(mistakes_of_profile("profile: Mine\nsubject: s\ncommand: [x]\nvariabels: {}\n"),
            R"(profile.yaml:4:1: unknown key `variabels` in a profile (did you mean `variables`?)
  variabels: {}
  ^~~~~~~~~
  allowed: profile, subject, command, image, user, working_directory, environment, variables
)");
}

TEST(Profile, ACommandIsAListOfWords) {
  EXPECT_EQ(mistakes_of_profile("profile: Mine\nsubject: s\ncommand: node server.js\n"),
            R"(profile.yaml:3:10: `command` must be a list, not the text `node server.js`
  command: node server.js
           ^~~~~~~~~~~~~~
)");
  EXPECT_EQ(mistakes_of_profile("profile: Mine\nsubject: s\ncommand: []\n"),
            R"(profile.yaml:3:10: `command` is an empty list
  command: []
           ^~
)");
}

TEST(Profile, AVariableThatItDoesNotKnowIsPointedAt) {
  EXPECT_EQ(mistakes_of_profile("profile: Mine\nsubject: s\ncommand: ['${libexce}/x']\n"),
            R"(profile.yaml:3:11: unknown variable `libexce` (did you mean `libexec`?)
  command: ['${libexce}/x']
            ^~~~~~~~~~~~~~
  give it a value under `variables`, in the profile or with --variable
)");
}

TEST(Subject, AProfileOfAnotherOneSaysWhoseItIs) {
  const ScenarioFolder folder;
  const auto path = folder.write("profile.yaml", "profile: Mine\nsubject: mine\nimage: mine:1\n");
  const auto subject = read_subject("theirs", path, "/libexec");
  ASSERT_FALSE(subject);
  EXPECT_EQ(folder.describe_all(subject.error()), R"(profile.yaml is a profile of `mine`, not of `theirs`
  write --subject mine=profile.yaml, or `subject: theirs` in the profile
)");
}

TEST(Subject, AProfileThatIsNotThereNamesItsFile) {
  const auto subject = read_subject("mine", "/nowhere/mine.yaml", "/libexec");
  ASSERT_FALSE(subject);
  EXPECT_THAT(describe(subject.error().front()), HasSubstr("/nowhere/mine.yaml"));
}

TEST(Subject, IsAnImageOrACommand) {
  EXPECT_EQ(read_subject("s", "image:nginx:1", "")->image, "nginx:1");
  EXPECT_THAT(read_subject("s", R"(sh -c "exit 3")", "")->command, ElementsAre("sh", "-c", "exit 3"));
  EXPECT_EQ(read_subject("s", "sh 'x", "").error().size(), 1u);
}

TEST(ReferenceProfiles, AreThoseOfTheNearestFileAbove) {
  const ScenarioFolder folder;
  folder.write("subjects.yaml", "s: far.yaml\n");
  folder.write("a/subjects.yaml", "s: ../near.yaml\n");
  const auto profiles = reference_profiles(folder.write("a/b/test.yaml", ""));
  ASSERT_TRUE(profiles);
  EXPECT_EQ(profiles->at("s"), folder.path() + "/near.yaml");
}

TEST(ReferenceProfiles, LieBesideTheFileAlsoWhenALinkLeadsToIt) {
  const ScenarioFolder folder;
  folder.write("a/scenarios/subjects.yaml", "s: ../near.yaml\n");
  folder.write("a/scenarios/test.yaml", "");
  std::filesystem::create_directory_symlink(folder.path() + "/a/scenarios", folder.path() + "/link");
  EXPECT_EQ(reference_profiles(folder.path() + "/link/test.yaml")->at("s"), folder.path() + "/a/near.yaml");
}

TEST(ReferenceProfiles, AListThatIsNoneIsAMistake) {
  const ScenarioFolder folder;
  folder.write("subjects.yaml", "- s\n");
  const auto profiles = reference_profiles(folder.write("test.yaml", ""));
  ASSERT_FALSE(profiles);
  EXPECT_THAT(folder.describe_all(profiles.error()), HasSubstr("subjects.yaml:1:1"));
}

}  // namespace
}  // namespace roadworthy
