#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "checks/companion.h"
#include "core/source_span.h"
#include "probe/volume_file.h"

namespace roadworthy {
namespace {

/// Most of a file that is compared. A tail of a longer one cannot be told.
constexpr std::size_t kLongestFile = 64u << 20;
/// Moments between the two looks at a file that an answer may be of.
constexpr int kMostMoments = 1000;

struct SameAsFile {
  FileSpec file;
  std::optional<std::uint32_t> last_lines;  ///< Absent: the whole file.
  std::string expected;
};

/// The last lines with their newlines; a last line without one counts.
std::string_view tail_of(std::string_view text, std::optional<std::uint32_t> lines) {
  if (!lines) {
    return text;
  }
  std::size_t begin = text.size();
  for (std::uint32_t left = *lines; left > 0 && begin > 0; --left) {
    const std::size_t newline = begin < 2 ? std::string_view::npos : text.rfind('\n', begin - 2);
    begin = newline == std::string_view::npos ? 0 : newline + 1;
  }
  return text.substr(begin);
}

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n')) + (!text.empty() && !text.ends_with('\n') ? 1 : 0);
}

std::string around(std::string_view text, std::size_t at) {
  const std::size_t begin = at < 20 ? 0 : at - 20;
  return at >= text.size() ? "the end" : fmt::format("`{}`", printable(text.substr(begin, 60)));
}

Mismatch difference(const SameAsFile& check, std::string_view wanted, std::string_view seen) {
  const auto [left, right] = std::ranges::mismatch(wanted, seen);
  const auto at = static_cast<std::size_t>(left - wanted.begin());
  return {fmt::format("{} ({} lines, {} bytes), there {}", check.expected, lines_in(wanted), wanted.size(),
                      around(wanted, at)),
          fmt::format("{} lines, {} bytes, from byte {} on {}", lines_in(seen), seen.size(), at, around(seen, at))};
}

/// Whether a body is what the file held at some moment while it grew from one length to another.
bool was_ever(const SameAsFile& check, std::string_view before, std::string_view after, std::string_view body) {
  if (body == tail_of(before, check.last_lines) || body == tail_of(after, check.last_lines)) {
    return true;
  }
  if (!after.starts_with(before)) {
    return false;
  }
  std::size_t end = before.size();
  for (int moments = 0; moments < kMostMoments && end < after.size(); ++moments) {
    end = std::min(after.find('\n', end), after.size() - 1) + 1;
    if (body == tail_of(after.substr(0, end), check.last_lines)) {
      return true;
    }
  }
  return false;
}

Result<std::vector<Mismatch>> compare(const SameAsFile& check, const Result<std::string>& before,
                                      const HttpAnswer& answer, Stand& stand, TimePoint deadline) {
  const auto after = stand.read_file(check.file.file, kLongestFile, deadline);
  for (const auto* look : {&before, &after}) {
    if (!*look && look->error().kind != ErrorKind::no_answer) {
      return std::unexpected(look->error());
    }
  }
  if (!after) {
    return std::vector<Mismatch>{{check.expected, after.error().message}};
  }
  if (answer.body_cut) {
    return std::vector<Mismatch>{{check.expected, fmt::format("a body longer than {} bytes", answer.body.size())}};
  }
  const std::string_view first = before ? std::string_view(*before) : std::string_view(*after);
  if (was_ever(check, first, *after, answer.body)) {
    return std::vector<Mismatch>{};
  }
  return std::vector<Mismatch>{difference(check, tail_of(*after, check.last_lines), answer.body)};
}

}  // namespace

Companion parse_same_as_file(const NodeView& node, Errors& errors) {
  Decoder decode(node, errors, "`same_as_file`");
  SameAsFile check{.file = take_file(decode), .last_lines = decode.optional<std::uint32_t>("last_lines")};
  if (check.last_lines == 0U) {
    decode.fail("last_lines", "`last_lines` must be at least 1", "leave it out to mean the whole file");
  }
  decode.finish();
  check.expected = check.last_lines ? fmt::format("the last {} lines of {}", *check.last_lines, check.file.text)
                                    : fmt::format("the whole of {}", check.file.text);
  return {.expected = check.expected,
          .addresses = {},
          .volumes = {check.file.volume},
          .begin = [check](Stand& stand, TimePoint deadline) -> Result<Comparison> {
            return [check, before = stand.read_file(check.file.file, kLongestFile, deadline)](
                       const HttpAnswer& answer, Stand& later, TimePoint until) {
              return compare(check, before, answer, later, until);
            };
          }};
}

}  // namespace roadworthy
