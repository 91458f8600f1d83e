#include "definition/terraform_configuration.h"

#include <algorithm>

#include "definition/expression.h"
#include "definition/raw_node.h"

namespace roadworthy {
namespace {

constexpr int kDeepestModule = 20;       ///< Modules that hand a value on.
constexpr std::size_t kMostFound = 400;  ///< Instances that one reference may mean.

void add(std::vector<std::string>& found, const std::string& address) {
  if (found.size() < kMostFound && std::ranges::find(found, address) == found.end()) {
    found.push_back(address);
  }
}

ModuleAddress join(const ModuleAddress& module, const std::string& rest) {
  return module.empty() ? rest : module + "." + rest;
}

/// What `each.key` or `count.index` is in the configuration of `module`, on the way to `from`; empty where it is
/// nothing.
std::string key_in(const ModuleAddress& module, const ResourceInstance& from) {
  if (from.any_key) {
    return {};
  }
  if (from.module == module) {
    return from.index;
  }
  const std::vector<std::string> outer = split_address(module);
  const std::vector<std::string> inner = split_address(from.module);
  const std::size_t at = module.empty() ? 1 : outer.size() + 1;
  return at < inner.size() ? split_index(inner[at]).second : std::string();
}

}  // namespace

std::vector<std::string> split_address(std::string_view address) {
  std::vector<std::string> parts{""};
  bool bracket = false;
  bool quote = false;
  for (std::size_t at = 0; at < address.size(); ++at) {
    const char letter = address[at];
    if (quote && letter == '\\' && at + 1 < address.size()) {
      parts.back() += letter;
      parts.back() += address[++at];
      continue;
    }
    quote = letter == '"' ? !quote : quote;
    bracket = quote ? bracket : letter == '[' || (bracket && letter != ']');
    if (letter == '.' && !bracket && !quote) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

std::pair<std::string, std::string> split_index(const std::string& part) {
  const std::size_t bracket = part.find('[');
  if (bracket == std::string::npos) {
    return {part, {}};
  }
  std::string index = part.substr(bracket + 1, part.size() - bracket - 2);
  if (index.size() >= 2 && index.front() == '"') {
    index = index.substr(1, index.size() - 2);
  }
  return {part.substr(0, bracket), index};
}

ResourceInstance instance_of(const std::string& address) {
  const std::vector<std::string> parts = split_address(address);
  ResourceInstance instance{.address = address, .module = {}, .base = {}, .index = {}, .any_key = false};
  std::size_t at = 0;
  for (; at + 1 < parts.size() && parts[at] == "module"; at += 2) {
    instance.module = join(instance.module, "module." + parts[at + 1]);
  }
  instance.base = instance.module;
  for (; at < parts.size(); ++at) {
    const auto [name, index] = split_index(parts[at]);
    instance.base = join(instance.base, name);
    instance.index = index;
  }
  return instance;
}

TerraformConfiguration::TerraformConfiguration(const Node& root, std::vector<ResourceInstance> instances)
    : root_module_(member(member(&root, "configuration"), "root_module")), instances_(std::move(instances)) {
  for (std::size_t index = 0; index < instances_.size(); ++index) {
    by_base_.emplace(instances_[index].base, index);
  }
}

const Node* TerraformConfiguration::module(const ModuleAddress& address) const {
  const Node* node = root_module_;
  const std::vector<std::string> parts = split_address(address);
  for (std::size_t at = 0; !address.empty() && at + 1 < parts.size(); at += 2) {
    node = member(member(member(node, "module_calls"), split_index(parts[at + 1]).first), "module");
  }
  return node;
}

const Node* TerraformConfiguration::resource(const ResourceInstance& instance) const {
  const Node* resources = member(module(instance.module), "resources");
  if (!resources) {
    return nullptr;
  }
  const std::string address =
      instance.module.empty() ? instance.base : instance.base.substr(instance.module.size() + 1);
  const auto found = std::ranges::find_if(resources->items, [&](const Node& item) {
    const std::string written = text_of(member(&item, "address"));
    // Old versions write the module's address in front.
    return written == address || written == instance.base;
  });
  return found == resources->items.end() ? nullptr : &*found;
}

std::vector<std::string> TerraformConfiguration::resolve(const std::string& reference,
                                                         const ResourceInstance& from) const {
  Ends ends;
  resolve_in(reference, from.module, from, 0, ends);
  return std::move(ends.addresses);
}

std::string TerraformConfiguration::open_end(const std::string& reference, const ResourceInstance& from) const {
  Ends ends;
  resolve_in(reference, from.module, from, 0, ends);
  return std::move(ends.local);
}

std::vector<std::pair<const Node*, ResourceInstance>> TerraformConfiguration::calls(
    const ResourceInstance& instance) const {
  std::vector<std::pair<const Node*, ResourceInstance>> found;
  const std::vector<std::string> path = split_address(instance.module);
  ModuleAddress caller;
  for (std::size_t at = 0; !instance.module.empty() && at + 1 < path.size(); at += 2) {
    const auto [name, index] = split_index(path[at + 1]);
    if (const Node* call = member(member(module(caller), "module_calls"), name)) {
      ResourceInstance from{.address = {}, .module = caller, .base = {}, .index = index, .any_key = instance.any_key};
      found.emplace_back(call, std::move(from));
    }
    caller = join(caller, "module." + path[at + 1]);
  }
  return found;
}

void TerraformConfiguration::resolve_all(const Node* expression, const ModuleAddress& module,
                                         const ResourceInstance& from, int depth, Ends& ends) const {
  if (!expression || depth > kDeepestModule) {
    return;
  }
  if (const Node* references = member(expression, "references")) {
    for (std::size_t index = 0; index < references->items.size(); ++index) {
      if (is_whole_reference(*references, index)) {
        resolve_in(references->items[index].text, module, from, depth, ends);
      }
    }
    return;
  }
  for (const Node& item : expression->items) {
    resolve_all(&item, module, from, depth + 1, ends);
  }
  for (const Member& entry : expression->members) {
    resolve_all(&entry.value, module, from, depth + 1, ends);
  }
}

void TerraformConfiguration::resolve_in(const std::string& reference, const ModuleAddress& module,
                                        const ResourceInstance& from, int depth, Ends& ends) const {
  if (depth > kDeepestModule || ends.addresses.size() >= kMostFound) {
    return;
  }
  const std::vector<std::string> parts = split_address(reference);
  const std::string& first = parts.front();
  if (first == "var" && parts.size() > 1 && !module.empty()) {
    // The caller of the module says what the variable is.
    const std::vector<std::string> path = split_address(module);
    ModuleAddress caller;
    for (std::size_t at = 0; at + 3 < path.size(); at += 2) {
      caller = join(caller, "module." + path[at + 1]);
    }
    const Node* call = member(member(this->module(caller), "module_calls"), split_index(path.back()).first);
    resolve_all(member(member(call, "expressions"), split_index(parts[1]).first), caller, from, depth + 1, ends);
  } else if (first == "local" && parts.size() > 1) {
    ends.local = ends.local.empty() ? first + "." + split_index(parts[1]).first : ends.local;
  } else if (first == "module" && parts.size() > 1) {
    resolve_module(reference, module, from, depth, ends);
  } else if (first != "var" && first != "local" && first != "each" && first != "count" && first != "path" &&
             first != "self" && first != "terraform" && parts.size() > (first == "data" ? 2U : 1U)) {
    resolve_resource(reference, module, from, ends);
  }
}

void TerraformConfiguration::resolve_resource(const std::string& reference, const ModuleAddress& module,
                                              const ResourceInstance& from, Ends& ends) const {
  const std::vector<std::string> parts = split_address(reference);
  const bool data = parts[0] == "data";
  const auto [name, index] = split_index(parts[data ? 2 : 1]);
  const std::string base = (data ? "data." + parts[1] : parts[0]) + "." + name;
  const auto [first, last] = by_base_.equal_range(join(module, base));
  const std::string key = key_in(module, from);
  const bool same_key = !key.empty() && std::any_of(first, last, [&](const auto& entry) {
    return instances_[entry.second].index == key;
  });
  for (auto entry = first; entry != last; ++entry) {
    const ResourceInstance& instance = instances_[entry->second];
    const bool literal = !index.empty() && index.find('.') == std::string::npos;
    if (literal ? instance.index == index : !same_key || instance.index == key) {
      add(ends.addresses, instance.address);
    }
  }
}

void TerraformConfiguration::resolve_module(const std::string& reference, const ModuleAddress& module,
                                            const ResourceInstance& from, int depth, Ends& ends) const {
  const std::vector<std::string> parts = split_address(reference);
  const auto [name, index] = split_index(parts[1]);
  const ModuleAddress base = join(module, "module." + name);
  // Every instance of the module that has resources.
  std::vector<ModuleAddress> modules;
  for (const ResourceInstance& instance : instances_) {
    if (!instance.module.starts_with(base)) {
      continue;
    }
    const std::size_t end = instance.module.find('.', base.size());
    const std::string rest = instance.module.substr(base.size(), end == std::string::npos ? end : end - base.size());
    const bool right = rest.empty() || (rest.front() == '[' && (index.empty() || split_index(rest).second == index));
    if (right && std::ranges::find(modules, base + rest) == modules.end()) {
      modules.push_back(base + rest);
    }
  }
  const std::string key = index.empty() ? key_in(module, from) : std::string();
  const auto has_key = [&](const ModuleAddress& inner) { return split_index(inner.substr(base.size())).second == key; };
  if (!key.empty() && std::ranges::any_of(modules, has_key)) {
    std::erase_if(modules, [&](const ModuleAddress& inner) { return !has_key(inner); });
  }
  const Node* outputs = member(this->module(base), "outputs");
  for (const ModuleAddress& inner : modules) {
    if (parts.size() > 2) {
      resolve_all(member(member(outputs, split_index(parts[2]).first), "expression"), inner, from, depth + 1, ends);
      continue;
    }
    for (const ResourceInstance& instance : instances_) {  // `depends_on = [module.x]`: all that is in it.
      if (instance.module == inner || instance.module.starts_with(inner + ".")) {
        add(ends.addresses, instance.address);
      }
    }
  }
}

}  // namespace roadworthy
