#include "definition/layers.h"

#include <algorithm>

namespace roadworthy {
namespace {

void replace_or_add(std::vector<NamedText>& entries, NamedText entry) {
  const auto same = std::ranges::find(entries, entry.name, &NamedText::name);
  if (same == entries.end()) {
    entries.push_back(std::move(entry));
  } else {
    *same = std::move(entry);
  }
}

std::uint8_t own_tag(const Cursor& at) {
  return at.view() ? at.view()->node().own_tag : 0;
}

bool is_override(const Cursor& at) {
  return own_tag(at) == 2;
}

}  // namespace

bool is_reset(const Cursor& at) {
  return own_tag(at) == 1;
}

Layers Layers::at(std::string_view key) const {
  Layers found;
  for (const Cursor& layer : layers_) {
    Cursor member = layer.at(key);
    if (is_reset(member) || is_override(member)) {
      for (const Cursor& lower : found.layers_) {
        lower.mark_all();
      }
      found.layers_.clear();
    }
    if (is_reset(member)) {
      member.mark_all();
    } else if (member.present()) {
      found.add(std::move(member));
    }
  }
  return found;
}

Cursor Layers::last(std::string_view key) const {
  const Layers found = at(key);
  if (!found.present()) {
    return is_reset(layers_.back().at(key)) ? layers_.back().at("") : layers_.back().at(key);
  }
  for (const Cursor& layer : found.layers_) {
    if (&layer != &found.layers_.back()) {
      layer.mark_all();
    }
  }
  return found.top();
}

std::vector<std::string> Layers::keys() const {
  std::vector<std::string> keys;
  for (const Cursor& layer : layers_) {
    for (const Cursor::Entry& entry : layer.members()) {
      if (std::ranges::find(keys, entry.key) == keys.end()) {
        keys.push_back(entry.key);
      }
    }
  }
  return keys;
}

List<Text> Layers::texts(std::string_view key) const {
  List<Text> list;
  const Layers found = at(key);
  list.where = found.present() ? found.top().where() : layers_.back().where();
  list.state = found.present() ? ValueState::known : ValueState::absent;
  for (const Cursor& layer : found.layers_) {
    for (Text& text : layer.texts().items) {
      const auto same = [&](const Text& other) { return text.is_known() && other.is(text.value); };
      if (std::ranges::none_of(list.items, same)) {
        list.items.push_back(std::move(text));
      }
    }
  }
  return list;
}

std::vector<NamedText> named_entries(const Cursor& at, std::string_view separators) {
  std::vector<NamedText> entries;
  for (const Cursor::Entry& entry : at.members()) {
    entries.push_back({entry.key, entry.key_where, entry.value.text()});
  }
  for (const Cursor& item : at.items()) {
    const Text line = item.text();
    const std::string written = line.is_unknown() ? line.unknown->written : line.value;
    const std::size_t cut = written.find_first_of(separators);
    NamedText entry{.name = written.substr(0, cut), .name_where = line.where, .value = absent<std::string>(line.where)};
    if (cut != std::string::npos) {
      entry.value = convert<std::string>(line, [&](const std::string& text) { return text.substr(cut + 1); });
      if (line.is_unknown()) {
        UnknownValue why = *line.unknown;
        why.written = written.substr(cut + 1);
        entry.value.unknown = std::make_shared<const UnknownValue>(std::move(why));
      }
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

List<NamedText> Layers::named(std::string_view key, std::string_view separators) const {
  List<NamedText> list;
  const Layers found = at(key);
  list.where = found.present() ? found.top().where() : layers_.back().where();
  list.state = found.present() ? ValueState::known : ValueState::absent;
  for (const Cursor& layer : found.layers_) {
    for (NamedText& entry : named_entries(layer, separators)) {
      if (is_reset(layer.at(entry.name))) {
        std::erase_if(list.items, [&](const NamedText& other) { return other.name == entry.name; });
        continue;
      }
      replace_or_add(list.items, std::move(entry));
    }
  }
  return list;
}

void Layers::further(std::string_view key, std::vector<Setting>& settings) const {
  std::vector<Setting> found;
  for (const Cursor& layer : at(key).layers_) {
    std::vector<Setting> more;
    layer.flatten(std::string(key), more);
    for (Setting& setting : more) {
      const auto same = std::ranges::find(found, setting.path, &Setting::path);
      if (same == found.end()) {
        found.push_back(std::move(setting));
      } else {
        *same = std::move(setting);
      }
    }
  }
  std::ranges::move(found, std::back_inserter(settings));
}

}  // namespace roadworthy
