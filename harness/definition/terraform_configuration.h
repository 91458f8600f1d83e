#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "document/node.h"

namespace roadworthy {

/// A place in a tree of modules: `module.web["a"].module.db[0]`, or empty for the root.
using ModuleAddress = std::string;

/// A resource instance of a plan or state, as far as references need it.
struct ResourceInstance {
  std::string address;  ///< `module.web["a"].aws_lb.front[0]`
  ModuleAddress module;
  std::string base;   ///< Without the resource's own index: `module.web["a"].aws_lb.front`.
  std::string index;  ///< `0` or `a`; empty without `count` and `for_each`.
  /// References mean every instance of what they name, not the one with the same key.
  bool any_key = false;
};

/// What the `configuration` part of `terraform show -json` says of expressions, and the way from a reference in them to
/// the resources that it means: through modules' variables and outputs. Local values are not in Terraform's output, so
/// what goes through them stays unresolved.
class TerraformConfiguration {
 public:
  /// `root` is the document's root; it may lack a configuration.
  TerraformConfiguration(const Node& root, std::vector<ResourceInstance> instances);

  /// The resource's node in the configuration, or nullptr.
  [[nodiscard]] const Node* resource(const ResourceInstance& instance) const;

  /// Addresses of the instances that a reference means, seen from `from`.
  [[nodiscard]] std::vector<std::string> resolve(const std::string& reference, const ResourceInstance& from) const;

  /// The local value that a reference leads to, seen from `from`, so that what it means stays open; empty where it
  /// leads to none.
  [[nodiscard]] std::string open_end(const std::string& reference, const ResourceInstance& from) const;

  /// The calls of the modules that an instance stands in, from the outermost, each with the place that calls.
  [[nodiscard]] std::vector<std::pair<const Node*, ResourceInstance>> calls(const ResourceInstance& instance) const;

 private:
  /// Where a reference leads.
  struct Ends {
    std::vector<std::string> addresses;
    std::string local;  ///< The first local value on the way.
  };
  [[nodiscard]] const Node* module(const ModuleAddress& address) const;
  void resolve_in(const std::string& reference, const ModuleAddress& module, const ResourceInstance& from, int depth,
                  Ends& ends) const;
  void resolve_all(const Node* expression, const ModuleAddress& module, const ResourceInstance& from, int depth,
                   Ends& ends) const;
  void resolve_resource(const std::string& reference, const ModuleAddress& module, const ResourceInstance& from,
                        Ends& ends) const;
  void resolve_module(const std::string& reference, const ModuleAddress& module, const ResourceInstance& from,
                      int depth, Ends& ends) const;

  const Node* root_module_ = nullptr;
  std::vector<ResourceInstance> instances_;
  std::multimap<std::string, std::size_t> by_base_;
};

/// Splits an address at the dots that do not stand in brackets: `module`, `web["a.b"]`, `aws_lb`, `front[0]`.
[[nodiscard]] std::vector<std::string> split_address(std::string_view address);

/// The part before `[`, and what stands in the brackets without quotes.
[[nodiscard]] std::pair<std::string, std::string> split_index(const std::string& part);

/// An instance from its address.
[[nodiscard]] ResourceInstance instance_of(const std::string& address);

}  // namespace roadworthy
