#include "scenario/captured_values.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scenario/step_decoder.h"

namespace roadworthy {
namespace {

constexpr std::string_view kOpening = "${captured.";

void find_names(std::string_view text, std::set<std::string>& names) {
  for (auto at = text.find(kOpening); at != std::string_view::npos; at = text.find(kOpening, at)) {
    const auto end = std::min(text.find('}', at), text.size());
    names.emplace(text.substr(at + kOpening.size(), end - at - kOpening.size()));
    at = end;
  }
}

/// Names of captured values anywhere below a node.
void find_names(const Node& node, std::set<std::string>& names) {
  find_names(node.text, names);
  for (const Node& item : node.items) {
    find_names(item, names);
  }
  for (const Member& member : node.members) {
    find_names(member.key, names);
    find_names(member.value, names);
  }
}

/// Variables `captured.NAME`, each with what `value` makes of the name.
template <typename Value>
std::map<std::string, std::string> as_variables(const std::set<std::string>& names, Value value) {
  std::map<std::string, std::string> variables;
  for (const std::string& name : names) {
    variables["captured." + name] = value(name);
  }
  return variables;
}

struct Template {
  Document document;
  std::vector<std::string> watches;
  LoadOptions options;
};

std::optional<Step> read_with(const Template& pattern, const std::map<std::string, std::string>& variables,
                              Errors& errors) {
  const Document filled = substitute(pattern.document, variables, errors);
  return decode_step(filled, pattern.watches, pattern.options, errors);
}

std::expected<Step, Errors> resolve(const Template& pattern, const Captures& captured) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : captured) {
    variables["captured." + name] = value;
  }
  Errors errors;
  auto step = read_with(pattern, variables, errors);
  if (!step || !errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  return *std::move(step);
}

}  // namespace

std::map<std::string, std::string> captured_placeholders(const Document& document) {
  std::set<std::string> names;
  const auto steps = NodeView(document).find("steps");
  for (const NodeView& step : steps ? steps->items() : std::vector<NodeView>{}) {
    const auto http = step.find("http");
    const auto capture = http ? http->find("capture") : std::nullopt;
    for (const auto& [name, source] : capture ? capture->members() : std::vector<std::pair<std::string, NodeView>>{}) {
      names.insert(name);
    }
  }
  return as_variables(names, [](const std::string& name) { return fmt::format("${{captured.{}}}", name); });
}

void refuse_captured(const NodeView& node, Errors& errors) {
  std::set<std::string> names;
  find_names(node.node(), names);
  for (const std::string& name : names) {
    add_error(errors, node, fmt::format("{} cannot name the captured value `{}`", node.name(), name),
              "only steps after the one that captures it can");
  }
}

std::optional<Step> decode_capturing_step(const Document& document, const NodeView& node,
                                          const std::vector<std::string>& watches, const LoadOptions& options,
                                          std::set<std::string>& known, Errors& errors) {
  std::set<std::string> names;
  find_names(node.node(), names);
  std::optional<Step> step;
  if (names.empty()) {
    step = decode_step(node, watches, options, errors);
  } else {
    for (const std::string& name : names) {
      if (!known.contains(name)) {
        add_error(errors, node, fmt::format("no step before this one captures `{}`", name),
                  "captured values are known to the steps that follow");
      }
    }
    const auto pattern = std::make_shared<const Template>(Template{{document.file, node.node()}, watches, options});
    // As a text that fits in an address; where that is not wanted, as a number, a duration or a truth.
    Errors as_text;
    step =
        read_with(*pattern, as_variables(names, [](const std::string& name) { return "captured." + name; }), as_text);
    bool good = as_text.empty();
    for (const char* sample : {"200", "1s", "true"}) {
      if (Errors mistakes; !good) {
        auto other = read_with(*pattern, as_variables(names, [&](const std::string&) { return sample; }), mistakes);
        good = mistakes.empty();
        if (good) {
          step = std::move(other);
        }
      }
    }
    if (!good) {
      errors.insert(errors.end(), as_text.begin(), as_text.end());
    }
    if (step) {
      step->resolve = [pattern](const Captures& captured) { return resolve(*pattern, captured); };
    }
  }
  if (const auto* action = step ? std::get_if<Action>(&step->what) : nullptr) {
    known.insert(action->captures.begin(), action->captures.end());
  }
  return step;
}

}  // namespace roadworthy
