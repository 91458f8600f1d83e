#include "core/secrets.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "core/secret_patterns.h"

namespace roadworthy {
namespace {

struct Form {
  std::string encoding;
  std::unique_ptr<RE2> pattern;
};

struct Known {
  std::string name;
  std::string value;
  std::vector<Form> forms;
};

Form make_form(std::string encoding, const std::string& pattern) {
  RE2::Options bytes;
  bytes.set_encoding(RE2::Options::EncodingLatin1);
  bytes.set_log_errors(false);
  bytes.set_max_mem(16 << 20);
  return {std::move(encoding), std::make_unique<RE2>(pattern, bytes)};
}

Known make_known(const std::string& name, const std::string& value) {
  Known known{.name = name, .value = value, .forms = {}};
  known.forms.push_back(make_form("as it is", RE2::QuoteMeta(value)));
  known.forms.push_back(make_form("escaped", escaped_pattern(value)));
  if (const std::string broken = broken_pattern(value); !broken.empty()) {
    known.forms.push_back(make_form("broken over lines", broken));
  }
  if (const std::string base64 = base64_pattern(value); !base64.empty()) {
    known.forms.push_back(make_form("in base64", base64));
  }
  known.forms.push_back(make_form("in hexadecimal", hexadecimal_pattern(value)));
  return known;
}

std::string shown_as(const Known& known) {
  return fmt::format("[secret {}]", known.name);
}

}  // namespace

struct Secrets::Patterns {
  std::vector<Known> all;  ///< The longest first, so that none is left half hidden by one within it.
};

Secrets::Secrets(std::map<std::string, std::string> values) : values_(std::move(values)) {
  std::erase_if(values_, [](const auto& each) { return each.second.size() < kShortest; });
  auto patterns = std::make_shared<Patterns>();
  for (const auto& [name, value] : values_) {
    patterns->all.push_back(make_known(name, value));
  }
  std::ranges::stable_sort(patterns->all, std::greater(), [](const Known& known) { return known.value.size(); });
  patterns_ = std::move(patterns);
}

std::string Secrets::hide(std::string_view text) const {
  std::string shown(text);
  if (empty()) {
    return shown;
  }
  for (const Known& known : patterns_->all) {
    for (const Form& form : known.forms) {
      RE2::GlobalReplace(&shown, *form.pattern, shown_as(known));
    }
  }
  return shown;
}

std::string Secrets::hide_beginning(std::string_view text, std::size_t limit) const {
  if (empty() || text.size() <= limit) {
    return hide(text.substr(0, limit));
  }
  // Twelve bytes for one is what the longest escape takes; a beginning that is left over all the same is cut away.
  const std::size_t longest = patterns_->all.front().value.size() * 12;
  std::string shown = hide(text.substr(0, limit + longest));
  shown.resize(std::min(shown.size(), limit));
  return shown;
}

void Secrets::hide(nlohmann::json& document) const {
  if (empty()) {
    return;
  }
  if (document.is_string()) {
    document = hide(std::string_view(document.get_ref<const std::string&>()));
  } else if (document.is_array()) {
    for (nlohmann::json& item : document) {
      hide(item);
    }
  } else if (document.is_object()) {
    nlohmann::json hidden = nlohmann::json::object();
    for (auto& [name, value] : document.items()) {
      hide(value);
      hidden[hide(std::string_view(name))] = std::move(value);
    }
    document = std::move(hidden);
  }
}

std::vector<SecretSighting> Secrets::find(std::string_view text) const {
  std::vector<SecretSighting> seen;
  if (empty()) {
    return seen;
  }
  for (const Known& known : patterns_->all) {
    for (const Form& form : known.forms) {
      const bool plain = !seen.empty() && seen.back().name == known.name;
      if (plain && (form.encoding == "escaped" || form.encoding == "broken over lines")) {
        continue;  // Which includes those before it.
      }
      if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *form.pattern)) {
        seen.push_back({known.name, form.encoding});
      }
    }
  }
  return seen;
}

SecretSearch::SecretSearch(const Secrets& secrets) : secrets_(secrets) {
  constexpr std::size_t kLineEnds = 4096;  // What may lie between its characters where it is broken over lines.
  for (const auto& [name, value] : secrets.values()) {
    overlap_ = std::max(overlap_, value.size() * 12 + kLineEnds);
  }
}

void SecretSearch::feed(std::string_view piece) {
  constexpr std::size_t kWindow = 256u << 10;
  while (!piece.empty() && !secrets_.empty()) {
    const std::size_t room = std::max(kWindow, 2 * overlap_) - window_.size();
    window_.append(piece.substr(0, room));
    piece.remove_prefix(std::min(room, piece.size()));
    if (window_.size() >= kWindow) {
      look();
      window_.erase(0, window_.size() - std::min(window_.size(), overlap_));
    }
  }
}

void SecretSearch::look() {
  for (SecretSighting& sighting : secrets_.find(window_)) {
    if (std::ranges::find(seen_, sighting) == seen_.end()) {
      seen_.push_back(std::move(sighting));
    }
  }
}

std::vector<SecretSighting> SecretSearch::finish() {
  look();
  window_.clear();
  return seen_;
}

}  // namespace roadworthy
