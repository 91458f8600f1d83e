#include "scenario/load_scenario.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <ranges>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/movable_clock.h"
#include "document/parametrised.h"
#include "scenario/captured_values.h"
#include "scenario/names.h"
#include "scenario/profile_variables.h"
#include "scenario/secret_decoder.h"
#include "scenario/step_decoder.h"
#include "scenario/topology_decoder.h"

namespace roadworthy {
namespace {

using LineAndColumn = std::pair<std::uint32_t, std::uint32_t>;

using Values = std::map<std::string, std::string>;

/// Behind all others where there is none.
LineAndColumn place_of(const Error& error) {
  return error.where ? LineAndColumn(error.where->line, error.where->column) : LineAndColumn(UINT32_MAX, 0);
}

/// What stands in the place of each subject, and of each stand-in that was replaced.
std::expected<Subjects, Errors> choose_subjects(const std::string& path, const Document& document,
                                                const LoadOptions& options, const Values& secrets) {
  const auto references = reference_profiles(path);
  if (!references) {
    return std::unexpected(references.error());
  }
  Subjects subjects;
  Errors errors;
  const auto names = named_programs(document, errors);
  if (!errors.empty()) {
    return std::unexpected(std::move(errors));
  }
  for (const std::string& name : names) {
    std::expected<Subject, Errors> subject;
    if (const auto chosen = options.subjects.find(name); chosen != options.subjects.end()) {
      subject = read_subject(name, chosen->second, options.libexec, secrets);
    } else if (const auto reference = references->find(name); reference != references->end()) {
      subject = read_profile(reference->second, options.libexec, secrets);
    } else {
      continue;  // A stand-in, or a subject whose absence is reported with its place.
    }
    if (!subject) {
      return std::unexpected(std::move(subject.error()));
    }
    subjects.emplace(name, std::move(*subject));
  }
  return subjects;
}

/// Set for every scenario.
constexpr std::array<std::string_view, 2> kOwnVariables{"scenario_folder", "libexec"};

bool is_variable_name(std::string_view name) {
  constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  const bool plain = !name.empty() && name.find_first_not_of(kCharacters) == std::string_view::npos;
  return plain || parse_signature(name).has_value();
}

/// Names that could never be used, and values that would not be what they look like.
void check_variables(const NodeView& node, Errors& errors) {
  for (const auto& [name, value] : node.members()) {
    if (!is_variable_name(name)) {
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = fmt::format("`{}` is no name for a variable", name),
                        .remedy = "use letters, digits, _, - and .; parameters behind it as in name(one, two)",
                        .where = node.key_span(name)});
    }
    if (std::ranges::find(kOwnVariables, name) != kOwnVariables.end() || name.starts_with("captured.")) {
      errors.push_back({.kind = ErrorKind::invalid_file,
                        .message = fmt::format("the variable `{}` has a value already", name),
                        .remedy = "choose another name",
                        .where = node.key_span(name)});
    }
    if (value.text().find("${") != std::string::npos) {
      add_error(errors, value, fmt::format("the value of variable `{}` names a variable itself", name),
                "name both where they are used");
    }
  }
}

/// The name without parameters.
std::string bare_name(const std::string& name) {
  const auto signature = parse_signature(name);
  return signature ? signature->name : name;
}

/// Replaces the value of what the file declares with parameters, too: who gives a value need not repeat them.
void set_variable(std::map<std::string, std::string>& variables, const std::string& name, const std::string& value) {
  const auto declared = std::ranges::find_if(
      variables, [&](const auto& each) { return each.first != name && bare_name(each.first) == bare_name(name); });
  variables[declared == variables.end() ? name : declared->first] = value;
}

/// The file's documented figures, over them the profiles', over them the caller's.
std::map<std::string, std::string> resolve_variables(const std::string& path, const Document& document,
                                                     const LoadOptions& options, const Subjects& subjects,
                                                     Errors& errors) {
  std::map<std::string, std::string> variables;
  if (const auto node = NodeView(document).find("variables")) {
    decode_value(*node, errors, variables);
    check_variables(*node, errors);
  }
  for (const auto& [name, subject] : subjects) {
    for (const auto& [variable, value] : subject.variables) {
      set_variable(variables, variable, value);
    }
  }
  for (const auto& [variable, value] : options.variables) {
    set_variable(variables, variable, value);
  }
  variables["scenario_folder"] = std::filesystem::absolute(path).lexically_normal().parent_path().string();
  variables["libexec"] = options.libexec;
  return variables;
}

/// Containers whose clock some step moves.
void make_clocks_movable(Scenario& scenario) {
  for (const Step& step : scenario.steps) {
    const auto* action = std::get_if<Action>(&step.what);
    if (action == nullptr || !action->moves_clock) {
      continue;
    }
    for (PodSpec& pod : scenario.topology.pods) {
      for (ContainerSpec& container : pod.containers) {
        if (&container == find_container(scenario.topology, action->addresses.front().name)) {
          make_clock_movable(container, action->addresses.front().name);
        }
      }
    }
  }
}

Scenario decode_scenario(const std::string& path, const Document& document, const LoadOptions& options,
                         const Subjects& subjects, Errors& errors) {
  Scenario scenario;
  Decoder decode(document, errors, "a scenario");
  scenario.file = path;
  scenario.where = decode.node().span();
  scenario.name = decode.required<std::string>("scenario");
  scenario.labels = decode.optional<std::vector<std::string>>("labels").value_or(std::vector<std::string>{});
  decode.allow("variables");
  decode.allow("secrets");
  decode.allow("$schema");  // How an editor is told of the schema in JSON.
  for (const std::string_view key : {"scenario", "labels", "topology", "watch"}) {
    if (const auto node = decode.node().find(key)) {
      refuse_captured(*node, errors);
    }
  }
  bool names_known = false;
  if (const auto topology = decode.take("topology")) {
    const std::size_t before = errors.size();
    scenario.topology = decode_topology(*topology, options, subjects, errors);
    names_known = errors.size() == before;
  } else {
    decode.missing("topology");
  }
  std::vector<std::string> watches;
  if (const auto watch = decode.take("watch")) {
    scenario.watches = decode_watches(*watch, options, errors);
    for (const auto& [name, body] : watch->members()) {
      watches.push_back(name);
    }
  }
  if (const auto steps = decode.take("steps"); steps && steps->is(NodeKind::sequence) && !steps->items().empty()) {
    std::set<std::string> captured;
    for (const NodeView& node : steps->items()) {
      if (auto step = decode_capturing_step(document, node, watches, options, captured, errors)) {
        scenario.steps.push_back(std::move(*step));
      }
    }
  } else if (steps) {
    decode.fail("steps", "`steps` takes a list of at least one step");
  } else {
    decode.missing("steps");
  }
  decode.finish();
  make_clocks_movable(scenario);
  if (names_known) {
    check_names(scenario, options, errors);
  }
  return scenario;
}

}  // namespace

std::expected<LoadedScenario, Errors> load_scenario(const std::string& path, const LoadOptions& options) {
  const auto document = read_document(path);
  if (!document) {
    return std::unexpected(document.error());
  }
  Errors errors;
  const Values secrets = decode_secrets(*document, options.secrets, errors);
  const auto subjects = choose_subjects(path, *document, options, secrets);
  if (!subjects) {
    return std::unexpected(subjects.error());
  }
  check_profile_variables(path, *document, *subjects, errors);
  const auto variables = resolve_variables(path, *document, options, *subjects, errors);
  Values known = captured_placeholders(*document);
  known.insert(variables.begin(), variables.end());
  for (const auto& [name, value] : secrets) {
    known[std::string(kSecretPrefix) + name] = value;
  }
  const Document resolved = substitute(*document, known, errors);
  std::set<LineAndColumn> unresolved;
  std::ranges::transform(errors, std::inserter(unresolved, unresolved.end()), place_of);
  const std::size_t unresolved_count = errors.size();
  LoadedScenario loaded;
  loaded.scenario = decode_scenario(path, resolved, options, *subjects, errors);
  loaded.scenario.variables = variables;
  loaded.scenario.topology.secrets = Secrets(secrets);
  require_secrets(loaded.scenario, errors);
  for (const auto& [name, subject] : *subjects) {
    loaded.subjects[name] = subject.description;
    std::ranges::transform(subject.variables | std::views::keys, std::back_inserter(loaded.declared_variables),
                           bare_name);
  }
  if (const auto declared = NodeView(*document).find("variables")) {
    std::ranges::transform(declared->members() | std::views::keys, std::back_inserter(loaded.declared_variables),
                           bare_name);
  }
  if (!errors.empty()) {
    // Of a value whose variable is unknown, that alone can be said.
    const auto followed = [&](const Error& error) { return unresolved.contains(place_of(error)); };
    errors.erase(std::remove_if(errors.begin() + static_cast<std::ptrdiff_t>(unresolved_count), errors.end(), followed),
                 errors.end());
    std::ranges::stable_sort(errors, {}, place_of);  // The order in which they are read.
    for (Error& error : errors) {
      error.message = loaded.scenario.topology.secrets.hide(error.message);
      error.remedy = loaded.scenario.topology.secrets.hide(error.remedy);
    }
    return std::unexpected(std::move(errors));
  }
  return loaded;
}

Duration longest(const Scenario& scenario) {
  Duration sum{};
  for (const Step& step : scenario.steps) {
    if (const auto* shaped = std::get_if<ShapedCheck>(&step.what)) {
      sum += shaped->length;
    }
  }
  return sum;
}

std::vector<std::string> items_of(const Scenario& scenario) {
  std::vector<std::string> items;
  for (const Step& step : scenario.steps) {
    if (step.item && std::ranges::find(items, *step.item) == items.end()) {
      items.push_back(*step.item);
    }
  }
  return items;
}

}  // namespace roadworthy
