#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/duration.h"
#include "core/verdict.h"
#include "reports/common/scenario_verdicts.h"

namespace roadworthy {

/// The whole run, as every report writer gets it.
struct RunVerdict {
  std::string version;
  std::string run_id;
  std::string started_at;  ///< ISO 8601, UTC.
  Duration wall{};
  std::string runtime;
  std::string runtime_version;
  std::string isolation;
  std::string kernel;
  std::uint64_t seed = 0;
  std::map<std::string, std::string> subjects;         ///< Name to what it is, with its digest.
  std::map<std::string, std::string> item_statements;  ///< Of the checklist, for every item below.
  std::map<std::string, ItemVerdict> items;            ///< Joined over the scenarios; fails wins.
  std::vector<std::string> required_not_shown;         ///< Items of --require that no scenario showed.
  ScenarioVerdicts scenarios;
  bool interrupted = false;
  bool out_of_time = false;
  int exit_code = 0;
};

}  // namespace roadworthy
