#include "core/kept_stand.h"

#include <nlohmann/json.hpp>

namespace roadworthy {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(KeptContainer, name, running, process, engine)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(KeptPod, name, address, network, engine, containers)

void to_json(nlohmann::json& json, const KeptStand& stand) {
  json = {{"alone", stand.alone}, {"reachable", stand.reachable}, {"process", stand.process}, {"pods", stand.pods}};
}

void from_json(const nlohmann::json& json, KeptStand& stand) {
  json.at("alone").get_to(stand.alone);
  json.at("reachable").get_to(stand.reachable);
  json.at("process").get_to(stand.process);
  json.at("pods").get_to(stand.pods);
}

}  // namespace roadworthy
