#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "document/decoder.h"

namespace roadworthy {
namespace {

/// Longer words are nobody's typing mistake, and comparing them costs the product of their lengths.
constexpr std::size_t kLongestWord = 64;

/// For comparing only: people mix up case, `-` and `_` more often than letters.
std::string folded(std::string_view word) {
  std::string result(word);
  for (char& character : result) {
    if (character >= 'A' && character <= 'Z') {
      character = static_cast<char>(character - 'A' + 'a');
    } else if (character == '-') {
      character = '_';
    }
  }
  return result;
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> before_last(other.size() + 1);
  std::vector<std::size_t> last(other.size() + 1);
  std::vector<std::size_t> current(other.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t row = 1; row <= one.size(); ++row) {
    current[0] = row;
    for (std::size_t column = 1; column <= other.size(); ++column) {
      const std::size_t replaced = last[column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
      current[column] = std::min({replaced, last[column] + 1, current[column - 1] + 1});
      if (row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1]) {
        current[column] = std::min(current[column], before_last[column - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last.back();
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kLongestWord) {
    return {};
  }
  const std::string wanted = folded(word);
  std::string_view best;
  // A third of the letters may be wrong, and in a short word one.
  std::size_t best_distance = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate == word || candidate.size() > kLongestWord) {
      continue;
    }
    const std::size_t distance = edit_distance(wanted, folded(candidate));
    // Nothing in common but the length is no likeness.
    if (distance < best_distance && distance < std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string_view found = nearest(word, candidates);
  return found.empty() ? std::string() : fmt::format(" (did you mean `{}`?)", found);
}

}  // namespace roadworthy
