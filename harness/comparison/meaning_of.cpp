#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "comparison/canonical.h"
#include "comparison/entry_keys.h"
#include "comparison/meaning.h"
#include "core/words.h"
#include "definition/fields.h"

namespace roadworthy {
namespace {

/// Builds the parts of one element from its fields.
class Builder {
 public:
  Builder(const FilledIn& filled, std::string_view element, const SourceSpan& around, std::vector<Meaning>& parts)
      : filled_(filled), element_(element), around_(around), parts_(parts) {}

  template <typename Field>
  void operator()(std::string_view name, const Field& field) {
    add(name, field);
  }

 private:
  void keep(std::string_view name, std::optional<Meaning> meaning) {
    if (meaning) {
      meaning->name = entry_name(name);
      parts_.push_back(std::move(*meaning));
    }
  }

  static std::string entry_name(std::string_view field) {
    std::string name(field);
    std::ranges::replace(name, '_', ' ');
    return name;
  }

  template <typename T>
  std::optional<Meaning> value(std::string_view field, const Value<T>& from) const {
    if (from.is_absent()) {
      return from.filled_in ? std::optional(Meaning{.filled_in = true, .where = around_}) : std::nullopt;
    }
    Meaning meaning{
        .sensitive = from.sensitive, .unknown = from.unknown, .where = from.where.file ? from.where : around_};
    if (from.is_known()) {
      if constexpr (std::is_same_v<T, std::string>) {
        meaning.text = canonical_text(element_, field, from.value);
        meaning.shown = printable(from.value);
      } else {
        meaning.text = meaning.shown = text_of(from.value);
      }
      meaning.shown += filled_.contains(&from) ? " (the default)" : "";
    }
    return meaning;
  }

  template <typename T>
  void add(std::string_view name, const Value<T>& from) {
    keep(name, value(name, from));
  }

  void add(std::string_view name, const Reference& reference) { keep(name, value_of(reference)); }

  std::optional<Meaning> value_of(const Reference& reference) const {
    std::optional<Meaning> meaning = value("", reference.text);
    // Of several that an unknown text is computed from, it is one.
    if (!reference.ids.empty() && !(reference.text.is_unknown() && reference.ids.size() > 1)) {
      std::vector<std::string> ids = reference.ids;
      std::ranges::sort(ids);
      meaning = meaning.value_or(Meaning{.where = around_});
      meaning->unknown = nullptr;
      meaning->text = quote_words(ids);
      meaning->shown = meaning->text;
    }
    return meaning;
  }

  void add(std::string_view /*name*/, const std::vector<Setting>& settings) {
    std::ranges::move(meaning_of_settings(settings, around_), std::back_inserter(parts_));
  }

  template <typename T>
  void add(std::string_view name, const std::optional<T>& element) {
    if (element) {
      keep(name, record(name, *element));
    }
  }

  /// Words, whose order is their meaning, are one value.
  void add(std::string_view name, const List<Text>& list) {
    if (is_ordered_list(name)) {
      if (list.is_unknown() || !list.empty()) {
        keep(name, words(list));
      }
      return;
    }
    add_entries(name, list, [&](const Text& text) { return value(name, text); });
  }

  Meaning words(const List<Text>& list) const {
    std::vector<std::string> words;
    bool sensitive = false;
    for (const Text& word : list) {
      words.push_back(written(word));
      sensitive = sensitive || word.sensitive;
    }
    const std::string text = quote_words(words);
    return {.text = text,
            .shown = printable(text),
            .sensitive = sensitive,
            .unknown = list.unknown,
            .where = list.where.file ? list.where : around_};
  }

  void add(std::string_view name, const List<NamedText>& list) {
    std::vector<const NamedText*> last;
    for (const NamedText& entry : list) {
      std::erase_if(last, [&](const NamedText* other) { return other->name == entry.name; });
      last.push_back(&entry);
    }
    Meaning meaning = entries_of(list);
    for (const NamedText* entry : last) {
      Meaning part = value(name, entry->value)
                         .value_or(Meaning{.text = {}, .shown = "no value of its own", .where = entry->value.where});
      part.name = entry->name;
      meaning.parts.push_back(std::move(part));
    }
    keep_entries(name, std::move(meaning));
  }

  void add(std::string_view name, const List<Reference>& list) {
    add_entries(name, list, [&](const Reference& reference) { return value_of(reference); });
  }

  template <typename T>
  void add(std::string_view name, const List<Value<T>>& list) {
    add_entries(name, list, [&](const Value<T>& item) { return value(name, item); });
  }

  template <typename T>
  void add(std::string_view name, const List<T>& list) {
    add_entries(name, list, [&](const T& element) {
      Meaning part = record(name, element);
      part.name = key_of(element);
      return std::optional(std::move(part));
    });
    if constexpr (std::is_same_v<T, ListenerAction>) {
      if (!parts_.empty() && parts_.back().name == entry_word(name)) {
        parts_.back().kind = MeaningKind::sequence;
      }
    }
  }

  template <typename T>
  void add(std::string_view name, const std::vector<T>& list) {
    if constexpr (std::is_same_v<T, std::string>) {
      Meaning meaning{.kind = MeaningKind::entries, .where = around_};
      for (const std::string& text : list) {
        meaning.parts.push_back({.text = text, .shown = text, .where = around_});
      }
      keep_entries(name, std::move(meaning));
    } else if constexpr (std::is_same_v<T, HostStep>) {
      keep_entries(name, steps(list));
    } else {
      Meaning meaning{.kind = MeaningKind::entries, .where = around_};
      for (const T& element : list) {
        if constexpr (std::is_same_v<T, Dependency>) {
          if (!element.written) {
            continue;
          }
        }
        Meaning part = record(name, element);
        part.name = key_of(element);
        meaning.parts.push_back(std::move(part));
      }
      keep_entries(name, std::move(meaning));
    }
  }

  /// How the script itself goes about it, and what it prints.
  static bool only_tells(const HostStep& step) {
    constexpr std::string_view commands[] = {"set", "echo", "printf", ":", "true"};
    return step.kind == HostStepKind::other && !step.words.empty() && step.words[0].is_known() &&
           std::ranges::find(commands, step.words[0].value) != std::end(commands);
  }

  /// The commands of a script; which containers they start counts for their order alone.
  Meaning steps(const std::vector<HostStep>& list) const {
    Meaning meaning{.kind = MeaningKind::sequence, .where = around_};
    std::vector<Meaning> starts;
    const auto flush = [&] {
      std::ranges::sort(starts, {}, &Meaning::name);
      std::ranges::move(starts, std::back_inserter(meaning.parts));
      starts.clear();
    };
    for (const HostStep& step : list) {
      if (step.kind == HostStepKind::run_container) {
        starts.push_back({.name = "docker run " + step.pod, .text = step.pod, .where = step.where});
        continue;
      }
      if (only_tells(step)) {
        continue;
      }
      flush();
      Meaning part = words(step.words);
      part.text += step.content.is_absent() ? "" : "\n" + written(step.content);
      part.unknown = nullptr;
      part.where = step.where;
      meaning.parts.push_back(std::move(part));
    }
    flush();
    return meaning;
  }

  void add(std::string_view name, bool flag) {
    if (flag) {
      keep(name, Meaning{.text = "true", .shown = "true", .where = around_});
    }
  }

  /// The rest of a volume tells these by themselves.
  void add(std::string_view name, VolumeKind kind) {
    if (kind != VolumeKind::scratch && kind != VolumeKind::host_path && kind != VolumeKind::file_share) {
      keep(name, Meaning{.text = text_of(kind), .shown = text_of(kind), .where = around_});
    }
  }

  template <typename Kind>
    requires std::is_enum_v<Kind>
  void add(std::string_view name, Kind kind) {
    if constexpr (!std::is_same_v<Kind, PodKind>) {
      const std::string text = text_of(kind);
      keep(name, Meaning{.text = text, .shown = text, .where = around_});
    }
  }

  /// Ids are how elements find each other, not what they mean.
  void add(std::string_view /*name*/, const std::string& /*id*/) {}

  template <typename T>
  Meaning record(std::string_view list, const T& element) const {
    Meaning meaning{.kind = MeaningKind::record, .where = around_};
    if constexpr (requires { element.where; }) {
      meaning.where = element.where.file ? element.where : around_;
    }
    each_field(element, Builder(filled_, list, meaning.where, meaning.parts));
    return meaning;
  }

  template <typename T>
  Meaning entries_of(const List<T>& list) const {
    return {.kind = MeaningKind::entries,
            .filled_in = list.filled_in,
            .unknown = list.unknown,
            .where = list.where.file ? list.where : around_};
  }

  template <typename T, typename Make>
  void add_entries(std::string_view name, const List<T>& list, Make&& make) {
    Meaning meaning = entries_of(list);
    for (const T& item : list) {
      if (auto part = make(item)) {
        meaning.parts.push_back(std::move(*part));
      }
    }
    keep_entries(name, std::move(meaning));
  }

  void keep_entries(std::string_view name, Meaning meaning) {
    if (!meaning.parts.empty() || meaning.unknown || meaning.filled_in) {
      meaning.name = entry_word(name);
      parts_.push_back(std::move(meaning));
    }
  }

  const FilledIn& filled_;
  std::string_view element_;
  const SourceSpan& around_;
  std::vector<Meaning>& parts_;
};

}  // namespace

Meaning meaning_of(const Deployment& deployment, const FilledIn& filled) {
  Meaning meaning{.kind = MeaningKind::record, .where = deployment.where};
  each_field(deployment, Builder(filled, "", deployment.where, meaning.parts));
  return meaning;
}

}  // namespace roadworthy
