#include "definition/pulumi.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include <fmt/format.h>

#include "definition/format.h"
#include "definition/hidden_text.h"
#include "definition/pulumi_values.h"
#include "definition/raw_node.h"

namespace roadworthy {
namespace {

/// A resource's entry: in a stack, or the state behind a step of a preview.
struct Entry {
  Cursor at;
  std::string urn;
  std::string type;
};

class PulumiReader {
 public:
  PulumiReader(Document document, const PulumiMarks& marks, Deployment& deployment)
      : source_(std::move(document)), deployment_(deployment) {
    mark_pulumi_values(source_, marks);
  }

  void read() {
    const Cursor root = source_.root();
    deployment_.where = root.where();
    if (root.has("steps")) {
      find_steps(root);
    } else {
      find_resources(root);
    }
    index_values();
    for (const Entry& entry : entries_) {
      read_entry(entry);
    }
    source_.account_to(deployment_);
  }

 private:
  void find_resources(const Cursor& root) {
    root.further("version", deployment_.further);
    const Cursor stack = root.at("deployment");
    for (const std::string_view key : {"manifest", "secrets_providers", "pending_operations", "metadata"}) {
      stack.at(key).skip("of the stack's own keeping");
    }
    for (const Cursor& item : stack.at("resources").items()) {
      if (text_of(member(&item.view()->node(), "delete")) == "true") {
        item.skip("it waits to be deleted");
        continue;
      }
      add(item);
    }
  }

  void find_steps(const Cursor& root) {
    for (const std::string_view key : {"config", "diagnostics", "duration", "changeSummary", "maybeCorrupt"}) {
      root.at(key).skip("it only says how the preview went");
    }
    const std::vector<Cursor> steps = root.at("steps").items();
    std::map<std::string, std::size_t> deciding;  // By URN, the step that says what becomes of a resource.
    std::size_t unchanged = 0;
    for (std::size_t index = 0; index < steps.size(); ++index) {
      const std::string operation = operation_of(steps[index]);
      unchanged += operation == "same" ? 1 : 0;
      const auto [known, fresh] = deciding.emplace(text_of(member(&steps[index].view()->node(), "urn")), index);
      const int rank = rank_of(operation);
      if (!fresh && rank > 0 && rank >= rank_of(operation_of(steps[known->second]))) {
        known->second = index;
      }
    }
    for (std::size_t index = 0; index < steps.size(); ++index) {
      const Cursor& step = steps[index];
      const std::string operation = operation_of(step);
      if (deciding[text_of(member(&step.view()->node(), "urn"))] != index || rank_of(operation) == 0 ||
          operation == "delete" || operation == "discard") {
        step.skip(fmt::format("what the step does ({}) leaves nothing, or another step says it", operation));
        continue;
      }
      for (const std::string_view key : {"oldState", "diffReasons", "replaceReasons", "detailedDiff"}) {
        step.at(key).skip("it says how the state changes");
      }
      step.further({"op", "urn", "provider"}, ignored_);
      const Cursor state = step.at("newState");
      if (state.present()) {
        add(state);
      }
    }
    const Node* same = member(member(&source_.document().root, "changeSummary"), "same");
    const std::size_t all = same ? static_cast<std::size_t>(std::max(0, std::atoi(same->text.c_str()))) : 0;
    if (all > unchanged) {
      deployment_.left_out =
          fmt::format("the preview leaves out {} unchanged resources, which `pulumi preview --json --show-sames` has",
                      all - unchanged);
    }
  }

  static std::string operation_of(const Cursor& step) { return text_of(member(&step.view()->node(), "op")); }

  /// How much a step says of what becomes of its resource: nothing (0) where it only makes room; `refresh` less than
  /// what comes after it, and `replace`, which stands alone unless the steps that it is made of are asked for, less
  /// than those.
  static int rank_of(const std::string& operation) {
    constexpr std::string_view make_room[] = {"delete-replaced", "discard-replaced", "remove-pending-replace"};
    if (std::ranges::find(make_room, operation) != std::end(make_room)) {
      return 0;
    }
    return operation == "refresh" ? 1 : operation == "replace" ? 2 : 3;
  }

  void add(const Cursor& at) {
    const Node& node = at.view()->node();
    Entry entry{.at = at, .urn = text_of(member(&node, "urn")), .type = text_of(member(&node, "type"))};
    if (!find_resource_kind(entry.type) && !is_awsx_task(entry.type)) {
      at.skip(fmt::format("resources of kind {} are not modelled", entry.type));
      return;
    }
    parents_.insert(text_of(member(&node, "parent")));
    if (const Node* aliases = member(&node, "aliases")) {
      for (const Node& alias : aliases->items) {
        deployment_.called_before.emplace(entry.urn, alias.text);
      }
    }
    entries_.push_back(std::move(entry));
  }

  /// ARNs and ids that other resources name these by.
  void index_values() {
    for (const Entry& entry : entries_) {
      const Node& node = entry.at.view()->node();
      const Node* outputs = member(&node, "outputs");
      urns_.insert(entry.urn);
      for (const Node* value : {member(outputs, "arn"), member(outputs, "arnWithoutRevision"), member(&node, "id")}) {
        if (value && value->kind == NodeKind::string && !value->text.empty()) {
          by_value_[value->text].insert(entry.urn);
        }
      }
    }
    resolver_.by_reference = [this](const std::string& urn) {
      return urns_.contains(urn) ? std::vector{urn} : std::vector<std::string>{};
    };
    resolver_.by_value = [this](const std::string& value) {
      const auto found = by_value_.find(value);
      return found == by_value_.end() ? std::vector<std::string>{}
                                      : std::vector(found->second.begin(), found->second.end());
    };
  }

  void read_entry(const Entry& entry) {
    entry.at.further({"urn", "type", "custom", "id", "parent", "provider", "protect", "external", "created", "modified",
                      "sourcePosition", "retainOnDelete", "importID", "deletedWith", "pendingReplacement"},
                     ignored_);
    for (const std::string_view key : {"outputs", "initErrors", "aliases", "customTimeouts", "additionalSecretOutputs",
                                       "propertyDependencies", "stackTrace"}) {
      entry.at.at(key).skip("what came of the inputs, or how they depend on each other");
    }
    const Cursor inputs = entry.at.at("inputs");
    // A component whose children are in the stack is those children.
    if (is_awsx_task(entry.type) && (parents_.contains(entry.urn) || !inputs.present())) {
      inputs.skip("a component: what it is made of stands beside it");
      read_dependencies(entry);
      return;
    }
    inputs.at("__defaults").skip("which of the inputs nobody wrote");
    const Node* dependencies = member(&entry.at.view()->node(), "propertyDependencies");
    const Cursor values =
        inputs.with({.unknown = nullptr, .sensitive = nullptr, .expression = dependencies, .resolver = &resolver_});
    const Resource resource{.id = entry.urn, .name = entry.urn.substr(entry.urn.rfind(':') + 1), .at = values};
    if (is_awsx_task(entry.type)) {
      read_awsx_task(entry.type, resource, deployment_);
    } else {
      source_.keys = KeyStyle::camel_case;
      find_resource_kind(entry.type)->read(resource, deployment_);
      source_.keys = KeyStyle::exact;
    }
    if (text_of(member(&entry.at.view()->node(), "external")) == "true") {
      deployment_.existing.push_back(entry.urn);
    }
    read_dependencies(entry);
  }

  void read_dependencies(const Entry& entry) {
    for (const Cursor& item : entry.at.at("dependencies").items()) {
      const Text urn = item.text();
      if (urns_.contains(urn.value)) {
        deployment_.dependencies.push_back(
            {.from = entry.urn, .to = urn.value, .written = false, .where = item.where()});
      }
    }
  }

  Source source_;
  Deployment& deployment_;
  std::vector<Entry> entries_;
  std::set<std::string> parents_;
  std::set<std::string> urns_;
  std::map<std::string, std::set<std::string>> by_value_;
  Resolver resolver_;
  std::vector<Setting> ignored_;  ///< What only says which resource it is.
};

}  // namespace

Recognition recognise_pulumi(const Input& input) {
  if (!input.document) {
    return {.confidence = 0, .why = "it is not JSON"};
  }
  const Node& root = input.document->root;
  const Node* resources = member(member(&root, "deployment"), "resources");
  const Node* steps = member(&root, "steps");
  if (resources && resources->kind == NodeKind::sequence) {
    return {.confidence = 95, .why = {}};
  }
  if (member(&root, "deployment") && member(member(&root, "deployment"), "manifest")) {  // A stack without resources.
    return {.confidence = 90, .why = {}};
  }
  const bool preview =
      steps && steps->kind == NodeKind::sequence && (member(&root, "changeSummary") || member(&root, "duration"));
  if (preview || (steps && !steps->items.empty() && member(&steps->items.front(), "urn"))) {
    return {.confidence = 90, .why = {}};
  }
  return {.confidence = 0, .why = "it has neither `deployment.resources` nor the `steps` of a preview"};
}

Deployments import_pulumi(const std::vector<Input>& inputs, const ImportOptions& /*options*/) {
  auto document = document_of(inputs.front());
  if (!document) {
    return std::unexpected(document.error());
  }
  const PulumiMarks marks = unwrap_pulumi_values(*document);
  Deployment deployment{.format = "pulumi", .name = inputs.front().file->path, .files = {inputs.front().file->path}};
  const auto file = own_text(*document, deployment);
  PulumiReader(std::move(*document), marks, deployment).read();
  file->text = hide(file->text, marks.plain);
  return std::vector{std::move(deployment)};
}

}  // namespace roadworthy
