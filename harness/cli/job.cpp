#include "cli/job.h"

#include <nlohmann/json.hpp>

namespace roadworthy {

void to_json(nlohmann::json& json, const Job& job) {
  json = {{"scenario_file", job.scenario_file},
          {"runtime", job.runtime},
          {"subjects", job.subjects},
          {"variables", job.variables},
          {"environment", job.environment},
          {"secrets", job.secrets},
          {"run_id", job.stand.run_id},
          {"stand_id", job.stand.stand_id},
          {"folder", job.stand.folder},
          {"libexec", job.stand.libexec},
          {"caller_folder", job.stand.caller_folder},
          {"pull_policy", job.stand.pull_policy},
          {"keep", job.keep}};
}

void from_json(const nlohmann::json& json, Job& job) {
  json.at("scenario_file").get_to(job.scenario_file);
  json.at("runtime").get_to(job.runtime);
  json.at("subjects").get_to(job.subjects);
  json.at("variables").get_to(job.variables);
  json.at("environment").get_to(job.environment);
  json.at("secrets").get_to(job.secrets);
  json.at("run_id").get_to(job.stand.run_id);
  json.at("stand_id").get_to(job.stand.stand_id);
  json.at("folder").get_to(job.stand.folder);
  json.at("libexec").get_to(job.stand.libexec);
  json.at("caller_folder").get_to(job.stand.caller_folder);
  json.at("keep").get_to(job.keep);
  json.at("pull_policy").get_to(job.stand.pull_policy);
}

}  // namespace roadworthy
