#include "scenario/figures.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "document/decoder.h"

namespace roadworthy {
namespace {

/// What a figure must be, in words; empty where the value is good.
std::string wanted(const FigureKind& kind, const nlohmann::json& value) {
  if (value.is_null() && kind.may_be_null) {
    return "";
  }
  switch (kind.type) {
    case FigureType::boolean:
      return value.is_boolean() ? "" : "true or false";
    case FigureType::whole:
    case FigureType::number: {
      const bool whole = kind.type == FigureType::whole;
      const bool good = (whole ? value.is_number_integer() : value.is_number()) && value.get<double>() >= kind.lowest &&
                        value.get<double>() <= kind.highest;
      return good ? ""
                  : fmt::format("a {} from {:.0f} to {:.0f}", whole ? "whole number" : "number", kind.lowest,
                                kind.highest);
    }
    case FigureType::other:
      break;
  }
  return "";
}

}  // namespace

void check_figures(const Action& action, const Topology& topology, const LoadOptions& options, Errors& errors) {
  if (action.figures.empty() || action.addresses.empty()) {
    return;
  }
  const ContainerSpec* container = find_container(topology, action.addresses.front().name);
  if (container == nullptr || container->role != ContainerRole::stand_in) {
    return;
  }
  const auto kind = std::ranges::find(options.stand_ins, container->stands_for, &StandInKind::name);
  if (kind == options.stand_ins.end() || kind->figures.empty()) {
    return;
  }
  std::vector<std::string> names;
  std::ranges::transform(kind->figures, std::back_inserter(names),
                         [](const FigureKind& each) { return std::string(each.name); });
  for (const auto& [place, value] : action.figures) {
    const auto figure = std::ranges::find(kind->figures, place.name, &FigureKind::name);
    if (figure == kind->figures.end()) {
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = fmt::format("the stand-in {} has no figure `{}`{}", kind->name, place.name,
                                               did_you_mean(place.name, names)),
                        .remedy = fmt::format("it has {}", fmt::join(names, ", ")),
                        .where = place.where});
    } else if (const std::string what = wanted(*figure, nlohmann::json::parse(value)); !what.empty()) {
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = fmt::format("`{}` must be {}, not {}", place.name, what, value),
                        .remedy = {},
                        .where = place.where});
    }
  }
}

}  // namespace roadworthy
