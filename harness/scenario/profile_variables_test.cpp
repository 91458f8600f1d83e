#include "scenario/profile_variables.h"

#include <gmock/gmock.h>

#include "scenario/test_scenario.h"

namespace roadworthy {
namespace {

constexpr std::string_view kScenario =
    "scenario: x\nvariables: { settle: 45s, 'path(service, key)': '/{service}/{key}' }\n";

/// What the variables of a profile are told, beside another scenario that has `${page_settle}` and `${late(x)}`.
std::string mistakes_of_variables(const std::string& variables) {
  const ScenarioFolder folder;
  folder.write("subjects.yaml", "{}\n");
  folder.write("pages/other.yaml",
               "scenario: y\nvariables: { setles: 1s }\nlabels: ['${page_settle}', '${setles(x)}']\n");
  const std::string path = folder.write("status/test.yaml", kScenario);
  const auto profile = read_profile(
      folder.write("profile.yaml", "profile: p\nsubject: s\nimage: i\nvariables: " + variables + "\n"), "/libexec");
  Errors errors;
  check_profile_variables(path, *read_document(path), {{"s", *profile}}, errors);
  return folder.describe_all(errors);
}

TEST(ProfileVariables, AMisspeltOneIsAMistake) {
  EXPECT_EQ(mistakes_of_variables("{ setle: 6s }"),
            R"(profile.yaml:4:14: no scenario here knows the variable `setle` (did you mean `settle`?)
  variables: { setle: 6s }
               ^~~~~
  write it as the scenario declares it, or take it out of the profile
)");
  EXPECT_THAT(mistakes_of_variables("{ paths: /x }"), testing::HasSubstr("did you mean `path`?"));
}

TEST(ProfileVariables, WhatOtherScenariosUseIsNone) {
  EXPECT_EQ(mistakes_of_variables("{ settle: 6s, page_settle: 3s, setles: 3s, path: /x }"), "");
}

TEST(ProfileVariables, WhatIsNearToNoneMayBeForScenariosThatAreNotHere) {
  EXPECT_EQ(mistakes_of_variables("{ first_point: 6s }"), "");
}

}  // namespace
}  // namespace roadworthy
