#include "definition/terraform_dependencies.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "definition/expression.h"
#include "definition/raw_node.h"

namespace roadworthy {
namespace {

constexpr int kDeepestNested = 50;  ///< Blocks within blocks of one resource.

std::string without_keys(const std::string& address) {
  std::string plain;
  for (const std::string& part : split_address(address)) {
    plain += (plain.empty() ? "" : ".") + split_index(part).first;
  }
  return plain;
}

class Dependencies {
 public:
  Dependencies(const TerraformConfiguration& configuration, const ModelledAddresses& modelled,
               ResourceInstance instance, SourceSpan where, Deployment& deployment)
      : configuration_(configuration),
        modelled_(modelled),
        every_(std::move(instance)),
        where_(std::move(where)),
        deployment_(deployment) {
    // Terraform waits for every instance of what an expression names, not only for the one with the same key.
    every_.index.clear();
    every_.any_key = true;
  }

  void add(const std::string& reference, const ResourceInstance& seen_from, bool written) {
    for (const std::string& id : configuration_.resolve(reference, seen_from)) {
      add_id(id, written);
    }
    if (watch_locals_ && open_.empty()) {
      open_ = configuration_.open_end(reference, seen_from);
    }
  }

  /// What a resource, or a call of its module, says of what comes first.
  void add_block(const Node* block, const ResourceInstance& seen_from) {
    if (const Node* written = member(block, "depends_on")) {
      for (const Node& item : written->items) {
        add(item.text, seen_from, true);
      }
    }
    for (const char* const key : {"count_expression", "for_each_expression"}) {
      add_expressions(member(block, key), seen_from);
    }
  }

  /// Names, sizes and tags come from local values everywhere, and these from no resource: only what hands whole
  /// definitions on is left open by them.
  void add_arguments(const Node* expressions, const ResourceInstance& seen_from) {
    if (!expressions) {
      return;
    }
    for (const Member& argument : expressions->members) {
      watch_locals_ = argument.key == "container_definitions" || argument.key == "task_definition";
      add_expressions(&argument.value, seen_from);
    }
    watch_locals_ = false;
  }

  void add_expressions(const Node* expression, const ResourceInstance& seen_from, int depth = 0) {
    if (!expression || depth > kDeepestNested) {
      return;
    }
    if (const Node* references = member(expression, "references")) {
      for (std::size_t index = 0; index < references->items.size(); ++index) {
        if (is_whole_reference(*references, index)) {
          add(references->items[index].text, seen_from, false);
        }
      }
      return;
    }
    for (const Node& item : expression->items) {
      add_expressions(&item, seen_from, depth + 1);
    }
    for (const Member& entry : expression->members) {
      add_expressions(&entry.value, seen_from, depth + 1);
    }
  }

  /// An address of a state, which has no keys: of the instances that it may mean, those in the same instances of the
  /// modules that both stand in.
  void add_of_state(const std::string& address) {
    const auto [first, last] = modelled_.by_plain.equal_range(without_keys(address));
    for (auto each = first; each != last; ++each) {
      if (in_same_modules(each->second)) {
        add_id(each->second, false);
      }
    }
  }

  [[nodiscard]] bool is_open() const { return !open_.empty(); }

  void conclude(bool complete) {
    if (!complete && is_open()) {
      deployment_.open_dependencies.emplace(
          every_.address,
          fmt::format("the plan does not say what `{}` is computed from, on which {} depends", open_, every_.address));
    }
  }

 private:
  void add_id(const std::string& id, bool written) {
    if (id != every_.address && modelled_.all.contains(id) && added_.insert(id).second) {
      deployment_.dependencies.push_back({.from = every_.address, .to = id, .written = written, .where = where_});
    }
  }

  [[nodiscard]] bool in_same_modules(const std::string& id) const {
    const std::vector<std::string> mine = split_address(every_.module);
    const std::vector<std::string> theirs = split_address(instance_of(id).module);
    for (std::size_t at = 0; at < std::min(mine.size(), theirs.size()); ++at) {
      const auto [my_name, my_key] = split_index(mine[at]);
      const auto [their_name, their_key] = split_index(theirs[at]);
      if (my_name != their_name) {
        return true;
      }
      if (my_key != their_key) {
        return false;
      }
    }
    return true;
  }

  const TerraformConfiguration& configuration_;
  const ModelledAddresses& modelled_;
  ResourceInstance every_;
  SourceSpan where_;
  Deployment& deployment_;
  std::set<std::string> added_;
  bool watch_locals_ = false;
  std::string open_;  ///< A local value that something is computed from.
};

}  // namespace

void ModelledAddresses::add(const std::string& address) {
  if (all.insert(address).second) {
    by_plain.emplace(without_keys(address), address);
  }
}

void add_dependencies(const TerraformConfiguration& configuration, const ModelledAddresses& modelled,
                      const ResourceInstance& instance, const Cursor& entry, const StateBefore& before,
                      Deployment& deployment) {
  Dependencies dependencies(configuration, modelled, instance, entry.where(), deployment);
  ResourceInstance every = instance;
  every.any_key = true;
  if (const Node* resource = configuration.resource(instance)) {
    dependencies.add_block(resource, every);
    dependencies.add_arguments(member(resource, "expressions"), every);
  }
  for (const auto& [call, from] : configuration.calls(every)) {
    dependencies.add_block(call, from);
  }
  const Cursor listed = entry.at("depends_on");
  for (const Text& item : listed.texts()) {
    dependencies.add_of_state(item.value);
  }
  if (before.depends_on && (before.unchanged || dependencies.is_open())) {
    for (const Node& item : before.depends_on->items) {
      dependencies.add_of_state(item.text);
    }
  }
  dependencies.conclude(before.depends_on && before.unchanged);
}

}  // namespace roadworthy
