#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "definition/format.h"
#include "definition/hidden_text.h"
#include "definition/raw_node.h"
#include "definition/resource.h"
#include "definition/terraform_configuration.h"
#include "definition/terraform_dependencies.h"

namespace roadworthy {
namespace {

/// A resource of the document, before it is read.
struct Found {
  Cursor at;      ///< Its entry.
  Cursor values;  ///< Its attributes, with what stands beside them.
  ResourceInstance instance;
  std::string type;
  bool data = false;  ///< A data source.
};

/// `1.2` is version 1; anything that is no version is 0.
int major_version(const Node& root) {
  return std::atoi(text_of(member(&root, "format_version")).c_str());
}

/// Whether a resource is there when the plan has been applied.
bool stays(const Node* actions) {
  return !actions || actions->items.empty() || std::ranges::any_of(actions->items, [](const Node& action) {
    return action.text != "delete" && action.text != "forget";
  });
}

class TerraformReader {
 public:
  TerraformReader(Document document, Deployment& deployment) : source_(std::move(document)), deployment_(deployment) {}

  void read() {
    const Cursor root = source_.root();
    deployment_.where = root.where();
    root.further({"format_version", "terraform_version", "timestamp", "applyable", "complete", "errored"},
                 deployment_.further);
    if (root.has("resource_changes")) {
      find_changes(root.at("resource_changes"));
      root.at("planned_values").skip("the same as the resources' changes");
      root.at("resource_drift").skip("what changed outside of Terraform");
    } else {
      // A plan that only refreshes has no changes: what is there is in the state before, as it was found.
      const Cursor values = root.has("planned_values") ? root.at("planned_values") : root.at("values");
      find_values(values.at("root_module"));
      values.at("outputs").skip("outputs of the root module");
      root.at("resource_drift").skip("what changed outside of Terraform");
    }
    deployment_.says_origins = root.has("configuration");
    find_before(root.at("prior_state"));
    for (const std::string_view key :
         {"configuration", "output_changes", "variables", "relevant_attributes", "checks", "outputs"}) {
      root.at(key).skip("it only says how the values came about");
    }
    resolve();
    for (const Found& found : found_) {
      read_resource(found);
    }
    source_.account_to(deployment_);
  }

 private:
  void find_changes(const Cursor& changes) {
    for (const Cursor& entry : changes.items()) {
      const Node& node = entry.view()->node();
      const Node* change = member(&node, "change");
      for (const std::string_view key : {"address", "previous_address"}) {
        spoken_of_.insert(text_of(member(&node, key)));
      }
      const Overlay overlay{.unknown = member(change, "after_unknown"),
                            .sensitive = member(change, "after_sensitive"),
                            .expression = nullptr,
                            .resolver = nullptr};
      const Cursor change_at = entry.at("change");
      for (const std::string_view key : {"before", "before_sensitive", "after_unknown", "after_sensitive",
                                         "replace_paths", "generated_config", "importing"}) {
        change_at.at(key).skip("what was before, or says more of the values after");
      }
      if (!stays(member(change, "actions"))) {
        entry.skip("it is deleted");
        continue;
      }
      change_at.further({"actions"}, ignored_);
      add(entry, change_at.at("after"), overlay);
    }
  }

  void find_values(const Cursor& module) {
    module.further("address", ignored_);
    for (const Cursor& entry : module.at("resources").items()) {
      add_state(entry);
    }
    for (const Cursor& child : module.at("child_modules").items()) {
      find_values(child);
    }
  }

  /// An entry of a state, or of planned values.
  void add_state(const Cursor& entry) {
    entry.at("sensitive_values").skip("it says which values are secrets");
    add(entry, entry.at("values"),
        {.unknown = nullptr,
         .sensitive = member(&entry.view()->node(), "sensitive_values"),
         .expression = nullptr,
         .resolver = nullptr});
  }

  /// A plan has what its data sources gave while it was made in the state before the change, and what it does not touch
  /// (`-target`, `-refresh-only`) only there.
  void find_before(const Cursor& prior) {
    prior.further({"format_version", "terraform_version"}, ignored_);
    const Cursor values = prior.at("values");
    values.at("outputs").skip("outputs of the root module");
    for (const Found& found : found_) {
      spoken_of_.insert(found.instance.address);
    }
    find_untouched(values.at("root_module"));
    for (const std::string_view key : {"serial", "lineage", "checks"}) {
      prior.at(key).skip("the state before the change");
    }
  }

  void find_untouched(const Cursor& module) {
    module.further("address", ignored_);
    for (const Cursor& entry : module.at("resources").items()) {
      const Node& node = entry.view()->node();
      const std::string address = text_of(member(&node, "address"));
      if (const Node* depends_on = member(&node, "depends_on")) {
        depends_on_before_[address] = depends_on;
      }
      if (spoken_of_.contains(address)) {
        entry.skip("the state before the change");
      } else {
        add_state(entry);
      }
    }
    for (const Cursor& child : module.at("child_modules").items()) {
      find_untouched(child);
    }
  }

  void add(const Cursor& entry, const Cursor& values, Overlay overlay) {
    const Node& node = entry.view()->node();
    const std::string type = text_of(member(&node, "type"));
    const bool data = text_of(member(&node, "mode")) == "data";
    const ResourceKind* kind = find_resource_kind(type);
    if (data && !(kind && kind->as_data)) {
      entry.skip(fmt::format("data sources of kind {} are not modelled", type));
      return;
    }
    if (!kind) {
      entry.skip(fmt::format("resources of kind {} are not modelled", type));
      known_instances_.push_back(instance_of(text_of(member(&node, "address"))));
      return;
    }
    entry.further({"address", "mode", "type", "name", "index", "module_address", "provider_name", "schema_version",
                   "previous_address", "action_reason", "deposed", "tainted", "deposed_key"},
                  ignored_);
    found_.push_back({.at = entry,
                      .values = values,
                      .instance = instance_of(text_of(member(&node, "address"))),
                      .type = type,
                      .data = data});
    overlays_.push_back(overlay);
    known_instances_.push_back(found_.back().instance);
    modelled_.add(found_.back().instance.address);
    if (const std::string before = text_of(member(&node, "previous_address")); !before.empty()) {
      deployment_.called_before.emplace(found_.back().instance.address, before);
    }
  }

  /// Gives every resource the expressions of its configuration and the way from there to other resources.
  void resolve() {
    configuration_.emplace(source_.document().root, known_instances_);
    for (const Found& found : found_) {
      const Node* values = found.values.view() ? &found.values.view()->node() : nullptr;
      for (const std::string_view key : {"arn", "id", "arn_without_revision"}) {
        if (const Node* value = member(values, key); value && value->kind == NodeKind::string && !value->text.empty()) {
          by_value_[value->text].insert(found.instance.address);
        }
      }
      const Node* family = found.type == "aws_ecs_task_definition" ? member(values, "family") : nullptr;
      if (family && member(values, "revision")) {
        by_value_[family->text + ":" + member(values, "revision")->text].insert(found.instance.address);
      }
    }
    for (std::size_t index = 0; index < found_.size(); ++index) {
      const ResourceInstance& from = found_[index].instance;
      resolvers_.push_back({.by_reference =
                                [this, from](const std::string& reference) {
                                  return modelled(configuration_->resolve(reference, from));
                                },
                            .by_value =
                                [this](const std::string& value) {
                                  const auto at = by_value_.find(value);
                                  return at == by_value_.end() ? std::vector<std::string>{}
                                                               : std::vector(at->second.begin(), at->second.end());
                                }});
      overlays_[index].expression = member(configuration_->resource(from), "expressions");
      overlays_[index].resolver = &resolvers_.back();
    }
  }

  /// Of several addresses those that the deployment has elements for.
  std::vector<std::string> modelled(std::vector<std::string> addresses) const {
    std::erase_if(addresses, [&](const std::string& address) { return !modelled_.all.contains(address); });
    return addresses;
  }

  void read_resource(const Found& found) {
    const auto index = static_cast<std::size_t>(&found - found_.data());
    const Cursor values = found.values.with(overlays_[index]);
    const Resource resource{.id = found.instance.address,
                            .name = found.instance.base.substr(found.instance.base.rfind('.') + 1),
                            .at = values};
    find_resource_kind(found.type)->read(resource, deployment_);
    if (found.data) {
      deployment_.existing.push_back(found.instance.address);
    }
    const auto before = depends_on_before_.find(found.instance.address);
    add_dependencies(
        *configuration_, modelled_, found.instance, found.at,
        {.depends_on = before == depends_on_before_.end() ? nullptr : before->second, .unchanged = is_unchanged(found)},
        deployment_);
  }

  /// Whether the plan leaves the resource as it is.
  static bool is_unchanged(const Found& found) {
    const Node* actions = member(member(&found.at.view()->node(), "change"), "actions");
    return !actions || std::ranges::all_of(actions->items, [](const Node& action) { return action.text == "no-op"; });
  }

  Source source_;
  Deployment& deployment_;
  std::vector<Found> found_;
  std::vector<Overlay> overlays_;                         ///< Of each found resource.
  ModelledAddresses modelled_;                            ///< Of the found resources.
  std::set<std::string> spoken_of_;                       ///< Addresses that the plan itself has, deleted ones too.
  std::map<std::string, const Node*> depends_on_before_;  ///< By address, of the state before the plan.
  std::deque<Resolver> resolvers_;
  std::vector<ResourceInstance> known_instances_;  ///< Those of kinds that are not modelled too.
  std::optional<TerraformConfiguration> configuration_;
  std::map<std::string, std::set<std::string>> by_value_;
  std::vector<Setting> ignored_;  ///< What only says which resource it is.
};

}  // namespace

Recognition recognise_terraform(const Input& input) {
  if (!input.document) {
    return {.confidence = 0, .why = "it is not JSON"};
  }
  const Node& root = input.document->root;
  const bool plan = member(&root, "resource_changes") || member(&root, "planned_values");
  const bool state = member(member(&root, "values"), "root_module") != nullptr;
  const bool versions = member(&root, "format_version") && member(&root, "terraform_version");
  if (plan || (state && versions)) {
    return {.confidence = versions ? 95 : 75, .why = {}};
  }
  if (versions) {  // The state of nothing has no values.
    return {.confidence = 70, .why = {}};
  }
  if (member(&root, "terraform_version") && member(&root, "serial")) {
    return {.confidence = 0,
            .why = "it is a state file as Terraform keeps it; `terraform show -json` makes what is read here"};
  }
  return {.confidence = 0, .why = "it has neither `resource_changes` nor `planned_values` nor `values.root_module`"};
}

Deployments import_terraform(const std::vector<Input>& inputs, const ImportOptions& /*options*/) {
  auto document = document_of(inputs.front());
  if (!document) {
    return std::unexpected(document.error());
  }
  if (const int version = major_version(document->root); version > 1) {
    return std::unexpected(Errors{{.kind = ErrorKind::invalid_file,
                                   .message = fmt::format("format_version {} is not known; 0.x and 1.x are", version),
                                   .remedy = {},
                                   .where = SourceSpan{.file = document->file}}});
  }
  Deployment deployment{.format = "terraform", .name = inputs.front().file->path, .files = {inputs.front().file->path}};
  const auto file = own_text(*document, deployment);
  const std::vector<Region> secrets = secret_regions(document->root);
  TerraformReader(std::move(*document), deployment).read();
  file->text = hide(file->text, secrets);
  return std::vector{std::move(deployment)};
}

}  // namespace roadworthy
