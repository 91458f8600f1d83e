#pragma once

#include <set>
#include <string>
#include <vector>

#include "document/decoder.h"
#include "scenario/load_scenario.h"

namespace roadworthy {

/// Values that steps take out of answers while the scenario runs: `${captured.NAME}`. Until then each stands for
/// itself, so that files, watches and topology can be read as ever.

/// Names that any `capture:` of the file gives, each as a variable `captured.NAME` that stands for itself.
[[nodiscard]] std::map<std::string, std::string> captured_placeholders(const Document& document);

/// A mistake for each place below `node` that names a captured value where none can be known: outside of steps.
void refuse_captured(const NodeView& node, Errors& errors);

/// Reads one step. One that names captured values is read once with a stand-in for each of them, to find its mistakes
/// now, and again by `Step::resolve`. `known` are the names that the steps before it have captured.
[[nodiscard]] std::optional<Step> decode_capturing_step(const Document& document, const NodeView& node,
                                                        const std::vector<std::string>& watches,
                                                        const LoadOptions& options, std::set<std::string>& known,
                                                        Errors& errors);

}  // namespace roadworthy
