#include "definition/terraform_dependencies.h"

#include "definition/raw_node.h"

namespace roadworthy {
namespace {

constexpr int kDeepestNested = 50;  ///< Blocks within blocks of one resource.

class Dependencies {
 public:
  Dependencies(const TerraformConfiguration& configuration, const std::set<std::string>& modelled,
               ResourceInstance instance, SourceSpan where, Deployment& deployment)
      : configuration_(configuration),
        modelled_(modelled),
        every_(std::move(instance)),
        where_(std::move(where)),
        deployment_(deployment) {
    // Terraform waits for every instance of what an expression names, not only for the one with the same key.
    every_.index.clear();
  }

  void add(const std::string& reference, const ResourceInstance& seen_from, bool written) {
    for (const std::string& id : configuration_.resolve(reference, seen_from)) {
      if (id != every_.address && modelled_.contains(id) && added_.insert(id).second) {
        deployment_.dependencies.push_back({.from = every_.address, .to = id, .written = written, .where = where_});
      }
    }
  }
  void add(const std::string& reference, bool written) { add(reference, every_, written); }

  void add_expressions(const Node* expression, int depth = 0) {
    if (!expression || depth > kDeepestNested) {
      return;
    }
    if (const Node* references = member(expression, "references")) {
      for (const Node& reference : references->items) {
        add(reference.text, false);
      }
      return;
    }
    for (const Node& item : expression->items) {
      add_expressions(&item, depth + 1);
    }
    for (const Member& entry : expression->members) {
      add_expressions(&entry.value, depth + 1);
    }
  }

 private:
  const TerraformConfiguration& configuration_;
  const std::set<std::string>& modelled_;
  ResourceInstance every_;
  SourceSpan where_;
  Deployment& deployment_;
  std::set<std::string> added_;
};

}  // namespace

void add_dependencies(const TerraformConfiguration& configuration, const std::set<std::string>& modelled,
                      const ResourceInstance& instance, const Cursor& entry, Deployment& deployment) {
  Dependencies dependencies(configuration, modelled, instance, entry.where(), deployment);
  const Node* resource = configuration.resource(instance);
  if (const Node* written = member(resource, "depends_on")) {
    for (const Node& item : written->items) {
      dependencies.add(item.text, true);
    }
  }
  for (const char* const key : {"expressions", "count_expression", "for_each_expression"}) {
    dependencies.add_expressions(member(resource, key));
  }
  const Cursor listed = entry.at("depends_on");
  for (const Text& item : listed.texts()) {  // A state names whole addresses.
    dependencies.add(item.value, {}, false);
  }
}

}  // namespace roadworthy
