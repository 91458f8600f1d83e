#include <array>

#include "cli/command.h"

namespace roadworthy {
namespace {

/// A new sub-command is a row here and a file beside this one.
constexpr std::array kCommands{
    Command{"run", "run scenarios and report their verdicts", &define_run},
    Command{"check", "read definitions and say which items of the checklist hold; starts nothing", &define_check},
    Command{"explain", "say what an item asks for, why, and how to mend it", &define_explain},
    Command{"list", "list scenarios, their labels and items; needs no runtime", &define_list},
    Command{"validate", "read scenario files and report every mistake; needs no runtime", &define_validate},
    Command{"checklist", "print the checklist, and what shows each item", &define_checklist},
    Command{"enter", "open a shell in a stand that `run --keep` left standing", &define_enter},
    Command{"mock", "run one stand-in by itself", &define_mock},
    Command{"gc", "remove what a killed run left behind", &define_gc},
    Command{"doctor", "say what this machine gives, and why not more", &define_doctor},
    Command{"schema", "print the JSON Schema of scenario or policy files", &define_schema},
    Command{"completion", "print a shell's completion script", &define_completion},
    Command{"version", "print the version", &define_version},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

}  // namespace roadworthy
