#include "cli/registry.h"

#include <array>

#include "checks/checks.h"
#include "cli/checklist.h"
#include "cli/definition_topology.h"
#include "cli/paths.h"
#include "steps/steps.h"

namespace roadworthy {
namespace {

/// What `model` sets; mocks/logstash/commands.cpp reads it.
constexpr std::array kLogstashFigures{
    FigureKind{"rate", FigureType::number, 0, 1e6},
    FigureKind{"stalled", FigureType::boolean},
    FigureKind{"terminated", FigureType::boolean},
    FigureKind{"frozen", FigureType::boolean},
    FigureKind{"pipelines", FigureType::whole, 1, 2},
    FigureKind{"heap_used_percent", FigureType::whole, 0, 100, true},
    FigureKind{"dead_letter_queue", FigureType::other},
    FigureKind{"failing_outputs", FigureType::other},
    FigureKind{"reload_failures", FigureType::whole, 0, 1e6},
    FigureKind{"open_file_descriptors", FigureType::whole, 0, 1048576},
    FigureKind{"passed", FigureType::other},
};

/// A new stand-in is a row here and a folder in mocks/.
constexpr std::array kStandIns{
    StandInKind{"logstash", "Logstash's monitoring API and log file, versions 7 and 8", "roadworthy-logstash",
                kLogstashFigures},
    StandInKind{"etcd", "etcd 3.5: its v3 API over gRPC and JSON on one port", "roadworthy-etcd"},
};

}  // namespace

std::span<const StandInKind> stand_in_kinds() {
  return kStandIns;
}

std::expected<LoadOptions, Errors> make_load_options() {
  const auto checklist = read_checklist();
  if (!checklist) {
    return std::unexpected(checklist.error());
  }
  LoadOptions options;
  options.checks = check_kinds();
  options.actions = action_kinds();
  options.stand_ins = stand_in_kinds();
  options.import_topology = &import_topology;
  options.libexec = libexec_folder();
  for (const ChecklistItem& item : *checklist) {
    options.items.push_back(item.id);
  }
  return options;
}

}  // namespace roadworthy
