#include "definition/shell_arrays.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "definition/cursor.h"

namespace roadworthy {
namespace {

/// The name in `${name[@]}`; empty for any other text.
std::string_view name_of_all(std::string_view written) {
  if (!written.starts_with("${") || !(written.ends_with("[@]}") || written.ends_with("[*]}"))) {
    return {};
  }
  return written.substr(2, written.size() - 6);
}

}  // namespace

std::optional<ArrayAssignment> array_assignment(const Word& word) {
  if (word.quoted || !word.text.is_known() || !word.text.value.ends_with('=')) {
    return std::nullopt;
  }
  std::string_view name = word.text.value;
  name.remove_suffix(1);
  const bool appends = name.ends_with('+');
  name.remove_suffix(appends ? 1 : 0);
  return is_name(name) ? std::optional(ArrayAssignment{.name = std::string(name), .appends = appends}) : std::nullopt;
}

void ShellArrays::assign(const ArrayAssignment& to, std::vector<Word> words) {
  if (!to.appends) {
    arrays_[to.name] = std::move(words);
  } else if (const auto found = arrays_.find(to.name); found != arrays_.end()) {
    std::ranges::move(words, std::back_inserter(found->second));
  }
}

std::vector<Word> ShellArrays::expand(Word word) const {
  if (word.text.is_unknown()) {
    const auto found = arrays_.find(std::string(name_of_all(word.text.unknown->written)));
    if (found != arrays_.end()) {
      return found->second;
    }
  }
  return {std::move(word)};
}

void ShellArrays::leave_block(const ShellArrays& before) {
  const auto same = [](const Word& one, const Word& other) {
    return one.text.where.line == other.text.where.line && one.text.where.column == other.text.where.column;
  };
  for (auto entry = arrays_.begin(); entry != arrays_.end();) {
    auto& [name, words] = *entry;
    const auto old = before.arrays_.find(name);
    const bool grew = old != before.arrays_.end() && old->second.size() < words.size() &&
                      std::ranges::equal(old->second.begin(), old->second.end(), words.begin(),
                                         words.begin() + static_cast<std::ptrdiff_t>(old->second.size()), same);
    if (old != before.arrays_.end() && std::ranges::equal(old->second, words, same)) {
      ++entry;
    } else if (grew) {
      const SourceSpan where = words[old->second.size()].text.where;
      words.resize(old->second.size());
      words.push_back({.text = unknown_value<std::string>(
                           {.reason = fmt::format("${{{}[@]}} grows under a condition or in a loop", name),
                            .written = fmt::format("${{{}[@]}}", name),
                            .refers_to = {}},
                           where),
                       .quoted = true});
      ++entry;
    } else {
      entry = arrays_.erase(entry);
    }
  }
}

}  // namespace roadworthy
