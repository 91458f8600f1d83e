// Every seeded fault of a reference subject is put on the stand, and what turns red must be exactly what the fault
// declares: a harness that overlooks a defect, or blames an item that is sound, fails here.

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/program_under_test.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

using namespace testing_support;
using nlohmann::json;
using Items = std::set<std::string>;

struct SeededFault {
  std::string name;
  std::string of;
  Items red;
};

std::vector<SeededFault> read_faults(const std::string& file) {
  const auto document = read_document(file);
  if (!document) {
    throw std::runtime_error(describe(document.error().front()));
  }
  std::vector<SeededFault> faults;
  Errors errors;
  for (const NodeView& node : NodeView(*document).items()) {
    Decoder decode(node, errors, "a seeded fault");
    SeededFault fault{
        .name = decode.required<std::string>("fault"), .of = decode.required<std::string>("of"), .red = {}};
    const auto red = decode.required<std::vector<std::string>>("red");
    fault.red.insert(red.begin(), red.end());
    (void)decode.required<std::string>("note");
    decode.finish();
    faults.push_back(std::move(fault));
  }
  if (!errors.empty()) {
    throw std::runtime_error(describe(errors.front()));
  }
  return faults;
}

/// The items that the scenarios of a system show.
Items items_shown_by(const std::string& folder) {
  Items items;
  const json list = json::parse(run_program({"list", "--json", folder}).out);
  for (const json& scenario : list.at("scenarios")) {
    for (const json& item : scenario.at("items")) {
      items.insert(item.get<std::string>());
    }
  }
  return items;
}

struct System {
  std::string_view faults;     ///< File in fixtures/faults.
  std::string_view scenarios;  ///< Folder in scenarios.
};
constexpr std::array kSystems{System{"status.yaml", "status"}};

struct Trial {
  SeededFault fault;
  std::string scenarios;
};

void PrintTo(const Trial& trial, std::ostream* out) {
  *out << trial.fault.name;
}

/// The faults that scenarios can show by now, each with its system's scenarios.
std::vector<Trial> trials() {
  std::vector<Trial> all;
  for (const System& system : kSystems) {
    const std::string folder = kSource + "/scenarios/" + std::string(system.scenarios);
    const Items shown = items_shown_by(folder);
    for (SeededFault& fault : read_faults(kSource + "/fixtures/faults/" + std::string(system.faults))) {
      if (std::ranges::includes(shown, fault.red)) {
        all.push_back({std::move(fault), folder});
      }
    }
  }
  return all;
}

class SeededFaults : public testing::TestWithParam<Trial> {};

TEST_P(SeededFaults, TurnExactlyTheirDeclaredItemsRed) {
  const auto& [fault, scenarios] = GetParam();
  const Verdict verdict =
      verdict_of({scenarios, "--jobs", "4", "--environment", fault.of + ":SEEDED_FAULT=" + fault.name});
  EXPECT_EQ(verdict.red, fault.red) << verdict.console;
  EXPECT_EQ(verdict.exit_code, 1) << verdict.console;
}

INSTANTIATE_TEST_SUITE_P(All, SeededFaults, testing::ValuesIn(trials()), [](const auto& trial) {
  std::string name = trial.param.fault.name;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(SeededFaultTable, CoversEveryItemThatTheScenariosShow) {
  Items red;
  Items shown;
  for (const Trial& trial : trials()) {
    red.insert(trial.fault.red.begin(), trial.fault.red.end());
    shown.merge(items_shown_by(trial.scenarios));
  }
  EXPECT_EQ(red, shown);
}

}  // namespace
}  // namespace roadworthy
