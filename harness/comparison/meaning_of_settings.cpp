#include <algorithm>
#include <optional>

#include "comparison/canonical.h"
#include "comparison/meaning.h"

namespace roadworthy {
namespace {

/// The next step of a path: a name, or an index in brackets.
struct Step {
  std::string name;
  bool index = false;
};

std::optional<Step> next_step(std::string_view& path) {
  if (path.empty()) {
    return std::nullopt;
  }
  if (path.front() == '[') {
    const std::size_t end = std::min(path.find(']'), path.size() - 1);
    Step step{.name = std::string(path.substr(1, end - 1)), .index = true};
    path.remove_prefix(end + 1);
    return step;
  }
  if (path.front() == '.') {
    path.remove_prefix(1);
  }
  const std::size_t end = std::min(path.find_first_of(".["), path.size());
  Step step{.name = std::string(path.substr(0, end)), .index = false};
  path.remove_prefix(end);
  return step;
}

Meaning& child(Meaning& of, const std::string& name) {
  const auto found = std::ranges::find(of.parts, name, &Meaning::name);
  return found != of.parts.end() ? *found : of.parts.emplace_back(Meaning{.name = name, .kind = MeaningKind::record});
}

/// Everything that a part says, in one text, but for its secrets: the text is shown.
std::string whole(const Meaning& meaning) {
  std::string text = meaning.sensitive ? "(a secret)" : meaning.text;
  std::vector<std::string> parts;
  for (const Meaning& part : meaning.parts) {
    if (!part.filled_in) {
      parts.push_back(part.name + "=" + whole(part));
    }
  }
  std::ranges::sort(parts);
  for (const std::string& part : parts) {
    text += "{" + part + "}";
  }
  return text;
}

/// What an entry is known by, when it has a part that names it.
std::string key_of(const Meaning& entry) {
  for (const std::string_view name :
       {"name", "namespace", "containerPath", "target", "hostPath", "deviceName", "type", "path", "id"}) {
    const auto found = std::ranges::find(entry.parts, name, &Meaning::name);
    if (found != entry.parts.end()) {
      return found->text;
    }
  }
  return whole(entry);
}

/// Why a part of it is unknown, or nullptr.
std::shared_ptr<const UnknownValue> why_unknown(const Meaning& meaning) {
  for (const Meaning& part : meaning.parts) {
    if (auto why = part.unknown ? part.unknown : why_unknown(part)) {
      return why;
    }
  }
  return nullptr;
}

/// Lists were built with their indices as names: those without an order get keys instead.
void name_entries(Meaning& meaning, const std::string& path) {
  const bool list = meaning.kind == MeaningKind::entries;
  for (Meaning& part : meaning.parts) {
    name_entries(part, list ? path : path.empty() ? part.name : path + "." + part.name);
  }
  if (!list) {
    return;
  }
  const bool ordered = is_ordered_setting(path);
  meaning.kind = ordered ? MeaningKind::sequence : MeaningKind::entries;
  for (Meaning& part : meaning.parts) {
    part.name = part.kind == MeaningKind::value || ordered ? "" : key_of(part);
    part.unknown = part.kind == MeaningKind::record && part.name == whole(part) ? why_unknown(part) : part.unknown;
    part.text = ordered && part.kind != MeaningKind::value ? whole(part) : part.text;
  }
}

}  // namespace

std::vector<Meaning> meaning_of_settings(const std::vector<Setting>& settings, const SourceSpan& around) {
  Meaning root{.kind = MeaningKind::record, .where = around};
  for (const Setting& setting : settings) {
    if ((setting.value.is_absent() && !setting.value.filled_in) || says_nothing(setting.path)) {
      continue;
    }
    Meaning* at = &root;
    std::string_view path = setting.path;
    while (const auto step = next_step(path)) {
      if (step->index) {
        at->kind = MeaningKind::entries;
      }
      at = &child(*at, step->name);
      at->where = setting.value.where.file ? setting.value.where : around;
    }
    at->kind = MeaningKind::value;
    at->text = setting.value.value;
    at->shown = printable(setting.value.value);
    at->sensitive = setting.value.sensitive;
    at->unknown = setting.value.unknown;
    at->filled_in = setting.value.is_absent();
  }
  name_entries(root, "");
  return std::move(root.parts);
}

}  // namespace roadworthy
