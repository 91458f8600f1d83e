// Every seeded fault of a reference subject is put on the stand, and what turns red must be exactly what the fault
// declares: a harness that overlooks a defect, or blames an item that is sound, fails here.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
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
  std::string runtime;  ///< The only one that shows it; empty: any.
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
    SeededFault fault{.name = decode.required<std::string>("fault"),
                      .of = decode.required<std::string>("of"),
                      .red = {},
                      .runtime = {}};
    const auto red = decode.required<std::vector<std::string>>("red");
    fault.red.insert(red.begin(), red.end());
    fault.runtime = decode.optional<std::string>("runtime").value_or("");
    (void)decode.required<std::string>("note");
    decode.finish();
    faults.push_back(std::move(fault));
  }
  if (!errors.empty()) {
    throw std::runtime_error(describe(errors.front()));
  }
  return faults;
}

/// What `list` says of a folder's scenarios.
json listed(const std::string& folder) {
  const Ended ended = run_program({"list", "--json", folder});
  json list = json::parse(ended.out, nullptr, false);
  if (!list.is_object()) {
    throw std::runtime_error("roadworthy list " + folder + ": " + ended.err);
  }
  return list;
}

/// The items that the scenarios of a system show.
Items items_shown_by(const std::string& folder) {
  Items items;
  const json list = listed(folder);
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
constexpr System kStatus{"status.yaml", "status"};
constexpr System kConfig{"config.yaml", "config"};

struct Trial {
  SeededFault fault;
  std::string scenarios;
};

void PrintTo(const Trial& trial, std::ostream* out) {
  *out << trial.fault.name;
}

/// The faults that scenarios can show by now.
std::vector<Trial> trials_of(const System& system) {
  std::vector<Trial> all;
  const std::string folder = kSource + "/scenarios/" + std::string(system.scenarios);
  const Items shown = items_shown_by(folder);
  for (SeededFault& fault : read_faults(kSource + "/fixtures/faults/" + std::string(system.faults))) {
    if (std::ranges::includes(shown, fault.red)) {
      all.push_back({std::move(fault), folder});
    }
  }
  return all;
}

/// The scenarios of a folder that show one of these items.
std::vector<std::string> scenarios_for(const Items& items, const std::string& folder) {
  std::vector<std::string> files;
  const json list = listed(folder);
  for (const json& scenario : list.at("scenarios")) {
    if (std::ranges::any_of(scenario.at("items"), [&](const json& item) { return items.contains(item); })) {
      files.push_back(scenario.at("file").get<std::string>());
    }
  }
  return files;
}

void expect_declared_items_red(const Trial& trial) {
  const auto& [fault, scenarios] = trial;
  std::vector<std::string> arguments{scenarios};
  if (!fault.runtime.empty()) {
    arguments = scenarios_for(fault.red, scenarios);
    arguments.insert(arguments.end(), {"--runtime", fault.runtime, "--skip-unavailable"});
  }
  arguments.insert(arguments.end(), {"--jobs", "4", "--environment", fault.of + ":SEEDED_FAULT=" + fault.name});
  const Verdict verdict = verdict_of(arguments);
  constexpr int kSkipped = 77;
  if (!fault.runtime.empty() && verdict.exit_code == kSkipped) {
    std::cout << fault.name << ": no such runtime here: " << fault.runtime << std::endl;
    return;
  }
  EXPECT_EQ(verdict.red, fault.red) << fault.name << "\n" << verdict.console;
  EXPECT_EQ(verdict.exit_code, 1) << fault.name << "\n" << verdict.console;
}

std::string test_name(const testing::TestParamInfo<Trial>& trial) {
  std::string name = trial.param.fault.name;
  std::ranges::replace(name, '-', '_');
  return name;
}

class SeededFaults : public testing::TestWithParam<Trial> {};

TEST_P(SeededFaults, TurnExactlyTheirDeclaredItemsRed) {
  expect_declared_items_red(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Status, SeededFaults, testing::ValuesIn(trials_of(kStatus)), test_name);
INSTANTIATE_TEST_SUITE_P(Config, SeededFaults, testing::ValuesIn(trials_of(kConfig)), test_name);

/// The seed of this run: ROADWORTHY_SEED, else one drawn by lot.
std::uint32_t seed() {
  const char* given = std::getenv("ROADWORTHY_SEED");
  return given == nullptr ? std::random_device()() : static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
}

class ATenthOfTheSeededFaults : public testing::TestWithParam<System> {};

TEST_P(ATenthOfTheSeededFaults, TurnsItsDeclaredItemsRed) {
  auto trials = trials_of(GetParam());
  const std::uint32_t drawn = seed();
  std::cout << "ROADWORTHY_SEED=" << drawn << std::endl;
  std::mt19937 lots(drawn);
  std::shuffle(trials.begin(), trials.end(), lots);
  trials.resize((trials.size() + 9) / 10);
  for (const Trial& trial : trials) {
    std::cout << trial.fault.name << std::endl;
    expect_declared_items_red(trial);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ATenthOfTheSeededFaults, testing::Values(kStatus, kConfig),
                         [](const auto& system) { return std::string(system.param.scenarios); });

class SeededFaultTable : public testing::TestWithParam<System> {};

TEST_P(SeededFaultTable, CoversEveryItemThatTheScenariosShow) {
  Items red;
  Items shown;
  for (const Trial& trial : trials_of(GetParam())) {
    red.insert(trial.fault.red.begin(), trial.fault.red.end());
    shown.merge(items_shown_by(trial.scenarios));
  }
  EXPECT_EQ(red, shown);
}

INSTANTIATE_TEST_SUITE_P(All, SeededFaultTable, testing::Values(kStatus, kConfig),
                         [](const auto& system) { return std::string(system.param.scenarios); });

}  // namespace
}  // namespace roadworthy
