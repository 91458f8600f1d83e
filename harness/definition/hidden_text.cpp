#include "definition/hidden_text.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "definition/fields.h"
#include "definition/raw_node.h"

namespace roadworthy {
namespace {

bool is_true(const Node* node) {
  return node && node->kind == NodeKind::boolean && node->text == "true";
}

void collect_where(const Node* value, const Node* secret, std::vector<Region>& regions) {
  if (!value || !secret) {
    return;
  }
  if (is_true(secret)) {
    regions.push_back(value->region);
    return;
  }
  for (std::size_t index = 0; index < std::min(value->items.size(), secret->items.size()); ++index) {
    collect_where(&value->items[index], &secret->items[index], regions);
  }
  for (const Member& entry : secret->members) {
    collect_where(member(value, entry.key), &entry.value, regions);
  }
}

bool is_plain_parameter(const Node& node) {
  const Node* change = member(&node, "change");
  const Node* values = change ? member(change, "after") : member(&node, "values");
  const std::string type = text_of(member(values, "type"));
  return text_of(member(&node, "type")) == "aws_ssm_parameter" && (type == "String" || type == "StringList");
}

void collect(const Node& node, std::vector<Region>& regions) {
  if (is_plain_parameter(node)) {
    return;
  }
  collect_where(member(&node, "after"), member(&node, "after_sensitive"), regions);
  collect_where(member(&node, "before"), member(&node, "before_sensitive"), regions);
  collect_where(member(&node, "values"), member(&node, "sensitive_values"), regions);
  collect_where(member(&node, "value"), member(&node, "sensitive"), regions);
  for (const Node& item : node.items) {
    collect(item, regions);
  }
  for (const Member& entry : node.members) {
    collect(entry.value, regions);
  }
}

/// Sets every text that it meets secret.
struct SecretMarker {
  template <typename Field>
  void operator()(std::string_view /*name*/, Field& field) const {
    visit(field);
  }
  template <typename T>
  void visit(Value<T>& value) const {
    value.sensitive = true;
  }
  void visit(NamedText& entry) const { entry.value.sensitive = true; }
  void visit(Reference& reference) const { reference.text.sensitive = true; }
  void visit(Setting& setting) const { setting.value.sensitive = true; }
  template <typename T>
  void visit(List<T>& list) const {
    for (T& item : list.items) {
      visit(item);
    }
  }
  template <typename T>
  void visit(std::vector<T>& list) const {
    for (T& item : list) {
      visit(item);
    }
  }
  template <typename T>
  void visit(std::optional<T>& field) const {
    if (field) {
      visit(*field);
    }
  }
  template <typename T>
    requires requires(T& element, const SecretMarker& marker) { each_field(element, marker); }
  void visit(T& element) const {
    each_field(element, *this);
  }
  template <typename T>
    requires(std::is_enum_v<T> || std::is_same_v<T, bool> || std::is_same_v<T, std::string>)
  void visit(T& /*plain*/) const {}
};

}  // namespace

std::vector<Region> secret_regions(const Node& root) {
  std::vector<Region> regions;
  collect(root, regions);
  const Node* declared = member(member(member(&root, "configuration"), "root_module"), "variables");
  for (const Member& variable : declared ? declared->members : std::vector<Member>{}) {
    const Node* value = member(member(member(&root, "variables"), variable.key), "value");
    if (value && is_true(member(&variable.value, "sensitive"))) {
      regions.push_back(value->region);
    }
  }
  return regions;
}

std::shared_ptr<SourceFile> own_text(Document& document, Deployment& deployment) {
  deployment.digest = std::hash<std::string>()(document.file->text);
  auto file = std::make_shared<SourceFile>(*document.file);
  document.file = file;
  return file;
}

std::string hide(const std::string& text, const std::vector<Region>& regions) {
  std::vector<Region> sorted = regions;
  std::ranges::sort(sorted, {}, [](const Region& region) { return std::pair(region.line, region.column); });
  std::string hidden;
  hidden.reserve(text.size());
  std::pair<std::uint32_t, std::uint32_t> place{1, 1};
  std::pair<std::uint32_t, std::uint32_t> until{0, 0};
  std::size_t next = 0;
  for (const char letter : text) {
    if ((static_cast<unsigned char>(letter) & 0xC0U) == 0x80U) {  // Not the first byte of a character.
      if (place > until) {
        hidden += letter;
      }
      continue;
    }
    while (next < sorted.size() && std::pair(sorted[next].line, sorted[next].column) <= place) {
      until = std::max(until, std::pair(sorted[next].end_line, sorted[next].end_column));
      ++next;
    }
    const bool inside = place < until && letter != '\n' && letter != '\r';
    hidden += inside ? '*' : letter;
    place = letter == '\n' ? std::pair(place.first + 1, 1U) : std::pair(place.first, place.second + 1);
  }
  return hidden;
}

void mark_secret(Deployment& deployment, std::size_t first_pod, std::size_t first_host) {
  const SecretMarker marker;
  for (std::size_t at = first_pod; at < deployment.pods.size(); ++at) {
    marker.visit(deployment.pods[at]);
  }
  for (std::size_t at = first_host; at < deployment.hosts.size(); ++at) {
    marker.visit(deployment.hosts[at]);
  }
}

}  // namespace roadworthy
