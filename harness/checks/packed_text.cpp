#include "checks/packed_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base64.h"

namespace roadworthy {
namespace {

/// The first bytes of gzip, zip, bzip2, xz and zstd in base64, the last two in either alphabet.
constexpr std::array<std::string_view, 7> kBeginnings{"H4sI",     "UEsD",  "QlpoO", "/Td6WFoA",
                                                      "_Td6WFoA", "KLUv/", "KLUv_"};
constexpr std::size_t kLongestBeginning = 8;
constexpr std::size_t kShortestRun = 24;
constexpr std::size_t kMostBytes = 16u << 20;
constexpr std::size_t kMostRuns = 16;

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '-' || c == '_';
}

bool is_space(char c) {
  return c == '\r' || c == '\n' || c == '\t' || c == ' ';
}

}  // namespace

void PackedTextSearch::feed(std::string_view piece) {
  const std::string text = std::exchange(begun_, {}) + std::string(piece);
  for (std::string_view rest = text; !rest.empty();) {
    rest = run_.empty() ? look_for_beginning(rest) : go_on(rest);
  }
}

std::string_view PackedTextSearch::look_for_beginning(std::string_view text) {
  std::size_t first = std::string_view::npos;
  std::string_view beginning;
  for (const std::string_view each : kBeginnings) {
    if (const std::size_t at = text.find(each); at < first) {
      first = at;
      beginning = each;
    }
  }
  if (beginning.empty() || found_.size() == kMostRuns || kept_ >= kMostBytes) {
    begun_ = text.substr(text.size() - std::min(text.size(), kLongestBeginning - 1));
    return {};
  }
  run_ = beginning;
  return text.substr(first + beginning.size());
}

std::string_view PackedTextSearch::go_on(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    // Between two characters a line may end, plainly (RFC 2045) or as an escape in a JSON string.
    const bool line_ends = is_space(c) || (escaped_ && (c == 'n' || c == 'r'));
    escaped_ = c == '\\';
    if (line_ends || escaped_) {
      continue;
    }
    if (!is_base64(c) || kept_ + run_.size() == kMostBytes) {
      end_run();
      return text.substr(at + 1);
    }
    run_ += c;
  }
  return {};
}

void PackedTextSearch::end_run() {
  if (run_.size() >= kShortestRun) {
    kept_ += run_.size();
    run_.resize(run_.size() - (run_.size() % 4 == 1 ? 1 : 0));  // One character alone is no byte.
    found_.push_back(from_base64(run_));
  }
  run_.clear();
  escaped_ = false;
}

std::vector<std::string> PackedTextSearch::finish() {
  end_run();
  return std::move(found_);
}

}  // namespace roadworthy
