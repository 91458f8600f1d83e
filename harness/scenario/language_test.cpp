#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "checks/checks.h"
#include "checks/matcher_operators.h"
#include "scenario/schema.h"
#include "scenario/test_scenario.h"
#include "steps/steps.h"

namespace roadworthy {

LoadOptions language() {
  static constexpr std::array kStandIns{StandInKind{"logstash", "a stand-in", "roadworthy-logstash"}};
  LoadOptions options;
  options.checks = check_kinds();
  options.actions = action_kinds();
  options.stand_ins = kStandIns;
  options.items = {"ITEM-ONE", "ITEM-TWO"};
  options.libexec = "/libexec";
  return options;
}

namespace {

using nlohmann::json;

std::set<std::string> keys_of(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) {
    keys.insert(key);
  }
  return keys;
}

class Schema : public testing::Test {
 protected:
  const json schema_ = json::parse(scenario_schema());
};

TEST_F(Schema, KnowsEveryStepAndNoOther) {
  // The decoder's own list is in its words for a step that it does not know.
  const std::string mistakes = mistakes_of_step("nothing: x");
  const std::string_view head = "allowed are ";
  std::string allowed = mistakes.substr(mistakes.find(head) + head.size());
  std::set<std::string> steps;
  for (std::size_t at = 0; at < allowed.size();) {
    const auto end = std::min(allowed.find_first_of(",\n", at), allowed.size());
    steps.insert(allowed.substr(at, end - at));
    at = allowed.find_first_not_of(", \n", end);
  }

  EXPECT_EQ(keys_of(schema_.at("/$defs/step/properties"_json_pointer)), steps);
  for (const ActionKind& action : action_kinds()) {
    EXPECT_TRUE(steps.contains(std::string(action.name))) << action.name;
  }
}

TEST_F(Schema, KnowsEveryCheckAndNoOther) {
  std::set<std::string> wanted;
  for (const CheckKind& kind : check_kinds()) {
    wanted.insert(fmt::format("#/$defs/{}_check", kind.name));
    EXPECT_EQ(schema_.at("$defs").at(fmt::format("{}_check", kind.name)).at("required").front(), kind.name);
  }
  std::set<std::string> known;
  for (const json& check : schema_.at("/$defs/check/oneOf"_json_pointer)) {
    known.insert(check.at("$ref"));
  }
  EXPECT_EQ(known, wanted);
}

TEST_F(Schema, KnowsEveryMatcherOperatorAndNoOther) {
  const auto names = operator_names();
  EXPECT_EQ(keys_of(schema_.at("/$defs/operators/properties"_json_pointer)),
            std::set<std::string>(names.begin(), names.end()));
}

TEST(Language, EachOfItsKeysIsReadInEachOfItsForms) {
  LoadOptions options = language();
  options.items.clear();
  options.subjects["status-sidecar"] = "/bin/true";

  const auto loaded = load_scenario(ROADWORTHY_SOURCE_FOLDER "/harness/scenario/testdata/whole_language.yaml", options);

  ASSERT_TRUE(loaded) << describe(loaded.error().front());
  EXPECT_EQ(loaded->scenario.watches.size(), 3u);
  EXPECT_EQ(items_of(loaded->scenario),
            (std::vector<std::string>{"STATUS-HEALTH-STEADY", "STATUS-HEALTH-SHAPE", "STATUS-HEALTH-RECOVER"}));
}

}  // namespace
}  // namespace roadworthy
