#include "checks/prometheus_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::size_t kMostSamples = 100'000;
constexpr std::array<std::string_view, 5> kTypes{"counter", "gauge", "histogram", "summary", "untyped"};

using Problem = std::optional<std::string>;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What is left of a line.
struct Rest {
  std::string_view text;

  void skip_blanks() { text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size())); }
  bool take(char c) {
    const bool there = text.starts_with(c);
    text.remove_prefix(there ? 1 : 0);
    return there;
  }
  std::string_view take_word() {
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    skip_blanks();
    return word;
  }
  /// A metric's name (a label's has no colon); empty where none begins.
  std::string_view take_name(bool colons) {
    std::size_t end = 0;
    while (end < text.size() &&
           (is_letter(text[end]) || (colons && text[end] == ':') || (end > 0 && is_digit(text[end])))) {
      ++end;
    }
    const std::string_view name = text.substr(0, end);
    text.remove_prefix(end);
    return name;
  }
};

bool is_metric_name(std::string_view text) {
  Rest rest{text};
  return !rest.take_name(true).empty() && rest.text.empty();
}

Problem take_quoted(Rest& rest, std::string& value) {
  if (!rest.take('"')) {
    return "a label's value is not in quotes";
  }
  while (!rest.text.empty()) {
    const char c = rest.text.front();
    rest.text.remove_prefix(1);
    if (c == '"') {
      return std::nullopt;
    }
    if (c != '\\') {
      value += c;
      continue;
    }
    const char escaped = rest.text.empty() ? ' ' : rest.text.front();
    if (escaped != 'n' && escaped != '"' && escaped != '\\') {
      return "a label's value has a backslash before something else than n, \" and \\";
    }
    value += escaped == 'n' ? '\n' : escaped;
    rest.text.remove_prefix(1);
  }
  return "a label's value has no closing quote";
}

Problem take_labels(Rest& rest, PrometheusSample& sample) {
  std::set<std::string> names;
  while (true) {
    rest.skip_blanks();
    if (rest.take('}')) {
      return std::nullopt;
    }
    const std::string name(rest.take_name(false));
    if (name.empty()) {
      return "a label has no name";
    }
    rest.skip_blanks();
    if (!rest.take('=')) {
      return fmt::format("the label {} has no value", name);
    }
    rest.skip_blanks();
    std::string value;
    if (auto problem = take_quoted(rest, value)) {
      return problem;
    }
    if (!names.insert(name).second) {
      return fmt::format("the label {} comes twice", name);
    }
    sample.labels.emplace_back(name, std::move(value));
    rest.skip_blanks();
    if (!rest.take(',') && !rest.text.starts_with('}')) {
      return "behind a label stands neither a comma nor a closing brace";
    }
  }
}

Problem take_name_and_labels(Rest& rest, PrometheusSample& sample) {
  sample.name = rest.take_name(true);
  if (sample.name.empty()) {
    return "no metric's name";
  }
  const std::string_view before = rest.text;
  rest.skip_blanks();
  if (rest.take('{')) {
    if (auto problem = take_labels(rest, sample)) {
      return problem;
    }
  } else {
    rest.text = before;
  }
  return std::nullopt;
}

std::optional<double> to_value(std::string_view text) {
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) {
    digits.remove_prefix(1);
  }
  std::string lower(digits);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  if (lower == "nan") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (lower == "inf" || lower == "infinity") {
    return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  }
  double value = 0.0;
  const auto [end, problem] = std::from_chars(lower.data(), lower.data() + lower.size(), value);
  if (lower.empty() || end != lower.data() + lower.size() || problem == std::errc::invalid_argument) {
    return std::nullopt;
  }
  return negative ? -value : value;
}

bool is_whole(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size();
}

class Reader {
 public:
  Problem read_line(std::string_view line) {
    Rest rest{line};
    rest.skip_blanks();
    if (rest.text.empty()) {
      return std::nullopt;
    }
    return rest.take('#') ? read_comment(rest) : read_sample(rest);
  }
  std::vector<PrometheusSample> samples;

 private:
  Problem read_comment(Rest rest) {
    rest.skip_blanks();
    const std::string_view keyword = rest.take_word();
    if (keyword != "TYPE" && keyword != "HELP") {
      return std::nullopt;
    }
    const std::string name(rest.take_word());
    if (!is_metric_name(name)) {
      return fmt::format("{} of `{}`, which is no metric's name", keyword, name);
    }
    if (keyword == "HELP") {
      return helped_.insert(name).second ? std::nullopt : Problem(fmt::format("a second HELP of {}", name));
    }
    const std::string type(rest.take_word());
    if (std::ranges::find(kTypes, type) == kTypes.end() || !rest.text.empty()) {
      return fmt::format("`{}` is no type of a metric", type);
    }
    if (ended_.contains(name) || name == family_) {
      return fmt::format("the TYPE of {} comes behind its samples", name);
    }
    return types_.emplace(name, type).second ? std::nullopt : Problem(fmt::format("a second TYPE of {}", name));
  }

  Problem read_sample(Rest rest) {
    PrometheusSample sample;
    if (auto problem = take_name_and_labels(rest, sample)) {
      return problem;
    }
    rest.skip_blanks();
    const std::string_view value = rest.take_word();
    const auto number = to_value(value);
    if (!number) {
      return fmt::format("`{}` is no value", value);
    }
    sample.value = *number;
    const std::string_view time = rest.take_word();
    if ((!time.empty() && !is_whole(time)) || !rest.text.empty()) {
      return fmt::format("`{}{}` is no time in milliseconds", time, rest.text);
    }
    if (auto problem = note_family(sample.name)) {
      return problem;
    }
    auto labels = sample.labels;
    std::ranges::sort(labels);
    if (!seen_.emplace(sample.name, std::move(labels)).second) {
      return fmt::format("{} comes twice with the same labels", sample.name);
    }
    if (samples.size() == kMostSamples) {
      return fmt::format("more than {} samples", kMostSamples);
    }
    samples.push_back(std::move(sample));
    return std::nullopt;
  }

  /// Samples of one metric stand together.
  Problem note_family(const std::string& name) {
    const std::string family = family_of(name);
    if (family == family_) {
      return std::nullopt;
    }
    if (!family_.empty()) {
      ended_.insert(family_);
    }
    family_ = family;
    return ended_.contains(family) ? Problem(fmt::format("lines of {} do not stand together", family)) : std::nullopt;
  }

  /// Histograms and summaries have samples of other names.
  [[nodiscard]] std::string family_of(const std::string& name) const {
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
      if (!name.ends_with(suffix)) {
        continue;
      }
      const auto type = types_.find(name.substr(0, name.size() - suffix.size()));
      if (type != types_.end() && (type->second == "histogram" || (type->second == "summary" && suffix != "_bucket"))) {
        return type->first;
      }
    }
    return name;
  }

  std::map<std::string, std::string> types_;
  std::set<std::string> helped_;
  std::string family_;
  std::set<std::string> ended_;
  std::set<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> seen_;
};

}  // namespace

std::expected<std::vector<PrometheusSample>, std::string> parse_prometheus_text(std::string_view text) {
  Reader reader;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const auto problem =
        end == std::string_view::npos ? Problem("the last line has no newline") : reader.read_line(text.substr(0, end));
    if (problem) {
      return std::unexpected(fmt::format("line {}: {}", number, *problem));
    }
    text.remove_prefix(end + 1);
  }
  return std::move(reader.samples);
}

std::expected<PrometheusSample, std::string> parse_sample_name(std::string_view text) {
  Rest rest{text};
  PrometheusSample sample;
  const auto problem = take_name_and_labels(rest, sample);
  if (problem || !rest.text.empty()) {
    return std::unexpected(problem.value_or(fmt::format("`{}` stands behind it", rest.text)));
  }
  return sample;
}

const PrometheusSample* find_sample(const std::vector<PrometheusSample>& samples, const PrometheusSample& named) {
  const auto fits = [&](const PrometheusSample& sample) {
    return sample.name == named.name && std::ranges::all_of(named.labels, [&](const auto& label) {
             return std::ranges::find(sample.labels, label) != sample.labels.end();
           });
  };
  const auto found = std::ranges::find_if(samples, fits);
  return found == samples.end() ? nullptr : &*found;
}

}  // namespace roadworthy
