#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "rules/alloy_task.h"
#include "rules/families.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

/// Whether `value` is what this task is about: the same words in a row as in its family, a service or a container.
bool speaks_of(const Task& task, std::string_view value) {
  const std::vector<std::string> words = split(lower(value), "-_./");
  const auto holds = [&](std::string_view name) {
    const std::vector<std::string> all = split(lower(name), "-_./");
    return !words.empty() && std::ranges::search(all, words).begin() != all.end();
  };
  return holds(task.label) ||
         std::ranges::any_of(task.services,
                             [&](const Service* each) { return each->name.is_known() && holds(each->name.value); }) ||
         std::ranges::any_of(task.containers, [&](const TaskContainer& each) {
           return each.role == Role::main && holds(each.container->name.value);
         });
}

/// Whether a component of that kind has an endpoint's address within its braces.
bool has_endpoint(std::string_view text, std::string_view component) {
  static const RE2 address(R"(\burl\s*=\s*"https?://[^"/]+)");
  for (std::size_t at = text.find(component); at != std::string_view::npos; at = text.find(component, at + 1)) {
    std::size_t end = text.find('{', at);
    int depth = 0;
    for (; end < text.size(); ++end) {
      depth += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
    const std::string_view block = text.substr(at, std::min(end, text.size()) - at);
    // A declaration has its label behind it; a reference such as loki.write.default.receiver has none.
    const std::size_t label = text.find_first_not_of(" \t", at + component.size());
    const bool declared = label != std::string_view::npos && label > at + component.size() && text[label] == '"';
    if (declared && RE2::PartialMatch(re2::StringPiece(block.data(), block.size()), address)) {
      return true;
    }
  }
  return false;
}

void judge_text(const AlloyTask& alloy, const Parameter& parameter, Judgement& judgement) {
  const std::string name = parameter.name.value_or(parameter.id);
  if (!parameter.value.is_known()) {
    judgement.doubt(parameter.value.where, name,
                    fmt::format("the text of parameter {} is not known: {}", name, why_unknown(parameter.value)));
    return;
  }
  // Alloy's own comments say nothing.
  std::string text = parameter.value.value;
  RE2::GlobalReplace(&text, R"((?m)^\s*(//|#).*$)", "");
  RE2::GlobalReplace(&text, R"((?s)/\*.*?\*/)", "");
  const auto lacks = [&](std::string what, std::string expected) {
    judgement.fail({.message = fmt::format("the configuration in parameter {} {}", name, what),
                    .expected = std::move(expected),
                    .seen = "nothing of the kind",
                    .remedy = "",
                    .subject = name,
                    .where = parameter.value.where});
  };
  if (!has_endpoint(text, "loki.write")) {
    lacks("has no endpoint for logs", "a `loki.write` with the url of an endpoint");
  }
  if (!has_endpoint(text, "prometheus.remote_write")) {
    lacks("has no endpoint for metrics", "a `prometheus.remote_write` with the url of an endpoint");
  }
  static const RE2 label(R"re("?\b(service|service_name|job|app|application)"?\s*=\s*"([^"]*)")re");
  re2::StringPiece rest(text);
  std::string key;
  std::string value;
  std::vector<std::string> others;
  bool good = false;
  while (RE2::FindAndConsume(&rest, label, &key, &value)) {
    good = good || speaks_of(*alloy.task, value);
    others.push_back(fmt::format("{} = \"{}\"", key, value));
  }
  if (!good) {
    judgement.fail({.message = fmt::format("the configuration in parameter {} does not carry the labels of {}", name,
                                           alloy.task->label),
                    .expected = fmt::format("a label `service` that names the service of {}", alloy.task->label),
                    .seen = others.empty() ? "no such label" : listed(others),
                    .remedy = "",
                    .subject = name,
                    .where = parameter.value.where});
  }
}

/// What the init says of the parameter that it reads.
struct Wanted {
  const Parameter* parameter = nullptr;  ///< One of the deployment's.
  std::string name;                      ///< As far as it is known.
  SourceSpan where;
  bool open = false;  ///< It is computed from something that is not known.
};

Wanted wanted_parameter(const Deployment& deployment, const Container& init) {
  Wanted wanted{.where = init.command.empty() ? init.where : init.command.where};
  const auto consider = [&](const Text& text) {
    for (const Parameter& parameter : deployment.parameters) {
      const bool computed =
          text.unknown && std::ranges::find(text.unknown->refers_to, parameter.id) != text.unknown->refers_to.end();
      std::size_t at =
          text.is_known() && parameter.name.is_known() ? text.value.find(parameter.name.value) : std::string::npos;
      if (at != std::string::npos) {
        // A longer name is another one.
        const std::size_t end = at + parameter.name.value.size();
        const bool whole = end == text.value.size() ||
                           std::string_view(" \t\n'\");,|&").find(text.value[end]) != std::string_view::npos;
        at = whole ? at : std::string::npos;
      }
      if (computed || at != std::string::npos) {
        wanted.parameter = &parameter;
      }
    }
    wanted.open = wanted.open || text.is_unknown();
    static const RE2 name(R"re(--names?[= ]+["']?([^"'\s$]+))re");
    if (text.is_known() && wanted.name.empty()) {
      RE2::PartialMatch(text.value, name, &wanted.name);
    }
  };
  bool next = false;
  for (const List<Text>* words : {&init.entry_point, &init.command}) {
    for (const Text& word : *words) {
      consider(word);
      if (next && word.is_known() && wanted.name.empty()) {
        wanted.name = word.value;
      }
      next = word.is("--name") || word.is("--names");
    }
  }
  for (const NamedText& entry : init.environment) {
    consider(entry.value);
    const std::string key = lower(entry.name);
    if (wanted.name.empty() && entry.value.is_known() &&
        (key.find("param") != std::string::npos || key.find("ssm") != std::string::npos)) {
      wanted.name = entry.value.value;
      wanted.where = entry.value.where;
    }
  }
  for (const SecretUse& secret : init.secrets) {
    consider(secret.value_from);
    if (wanted.name.empty() && secret.value_from.is_known()) {
      wanted.name = secret.value_from.value;
      wanted.where = secret.value_from.where;
    }
  }
  return wanted;
}

}  // namespace

void judge_alloy_parameter(const Facts& facts, Judgement& judgement) {
  if (!facts.is_plan() && facts.deployment.parameters.empty()) {
    return;
  }
  for (const AlloyTask& alloy : alloy_tasks(facts)) {
    if (!alloy.init) {
      continue;  // That is missing, and said elsewhere.
    }
    judgement.look();
    const Wanted wanted = wanted_parameter(facts.deployment, *alloy.init->container);
    if (wanted.parameter) {
      judge_text(alloy, *wanted.parameter, judgement);
      continue;
    }
    const bool open =
        wanted.open || alloy.init->container->command.is_unknown() ||
        std::ranges::any_of(facts.deployment.parameters, [](const Parameter& each) { return each.name.is_unknown(); });
    if (!facts.deployment.left_out.empty()) {
      judgement.doubt(wanted.where, alloy.init->label, facts.deployment.left_out);
      continue;
    }
    if (open) {
      judgement.doubt(wanted.where, alloy.init->label,
                      fmt::format("which parameter {} reads is not known", alloy.init->label));
      continue;
    }
    std::vector<std::string> names;
    for (const Parameter& parameter : facts.deployment.parameters) {
      names.push_back(parameter.name.value);
    }
    judgement.fail({.message = wanted.name.empty() ? fmt::format("{} reads no parameter of the plan", alloy.init->label)
                                                   : fmt::format("{} reads parameter {}, which is not in the plan",
                                                                 alloy.init->label, wanted.name),
                    .expected = "an SSM parameter of that name",
                    .seen = names.empty() ? "no parameter" : listed(names),
                    .remedy = "",
                    .subject = alloy.init->label,
                    .where = wanted.where});
  }
}

}  // namespace roadworthy
