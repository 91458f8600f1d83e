#pragma once

#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/runtime.h"

namespace roadworthy {

/// Which stands are left standing, for people to look into.
enum class Keep { never, on_failure, always };

/// What a worker is told on its standard input, as one JSON object. Secrets travel here and never in an argument
/// vector.
struct Job {
  std::string scenario_file;
  std::string runtime;
  std::map<std::string, std::string> subjects;
  std::map<std::string, std::string> variables;
  std::map<std::string, std::map<std::string, std::string>> environment;
  std::map<std::string, std::string> secrets;
  StandOptions stand;
  Keep keep = Keep::never;
};

void to_json(nlohmann::json& json, const Job& job);
void from_json(const nlohmann::json& json, Job& job);

}  // namespace roadworthy
