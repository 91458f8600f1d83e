#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "document/json_value.h"
#include "steps/stand_in_command.h"
#include "steps/steps.h"

namespace roadworthy {

/// `model: { of: logstash, set: { heap_used_percent: 95 } }`. What can be set is the stand-in's own matter.
Action parse_model(Decoder& decode) {
  decode.allow("model");
  Decoder body(*decode.node().find("model"), decode.errors(), "`model`");
  NamedPlace of = take_stand_in(body);
  nlohmann::json figures = nlohmann::json::object();
  std::vector<std::pair<NamedPlace, std::string>> places;
  if (const auto set = body.take("set"); set && set->is(NodeKind::mapping) && !set->members().empty()) {
    figures = to_json_value(*set);
    for (const auto& [name, value] : set->members()) {
      places.emplace_back(NamedPlace{name, set->key_span(name)}, to_json_value(value).dump());
    }
  } else {
    body.fail("set", "`model` needs `set`, with at least one figure");
  }
  body.finish();
  const std::string description = fmt::format("model of {}: {}", of.name, figures.dump());
  Action action = stand_in_action("model", description, std::move(of), {{"command", "model"}, {"set", figures}});
  action.figures = std::move(places);
  return action;
}

}  // namespace roadworthy
