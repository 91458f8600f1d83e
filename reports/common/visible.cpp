#include "reports/common/visible.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace roadworthy::report {
namespace {

constexpr std::size_t kLeastColumns = 20;

struct Character {
  char32_t point = 0;
  std::size_t bytes = 0;  ///< Zero: no valid UTF-8 begins here.
};

/// The first character of `text`, which is not empty (RFC 3629: no overlong forms, no surrogates).
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t bytes = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) {
    return {};
  }
  char32_t point = lead & (0xffU >> (bytes + 1));
  for (std::size_t at = 1; at < bytes; ++at) {
    if ((byte(at) & 0xc0) != 0x80) {
      return {};
    }
    point = point << 6 | (byte(at) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < kLeast[bytes] || surrogate || point > 0x10ffff) {
    return {};
  }
  return {point, bytes};
}

struct Range {
  char32_t first;
  char32_t last;
};

/// C1 controls, invisible characters, marks that turn the direction of writing, and what XML 1.0 forbids.
constexpr std::array kHidden{
    Range{0x80, 0x9f},     Range{0xad, 0xad},     Range{0x61c, 0x61c},   Range{0x200b, 0x200f}, Range{0x2028, 0x202e},
    Range{0x2060, 0x206f}, Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb}, Range{0xfffe, 0xffff}, Range{0xe0000, 0xe007f},
};

bool hidden(char32_t point) {
  return std::ranges::any_of(kHidden, [&](Range range) { return range.first <= point && point <= range.last; });
}

bool begins_command(std::string_view text) {
  return text.starts_with("##[") || text.starts_with("##vso[");
}

std::string escaped(std::string_view text, std::string_view tab) {
  std::string result;
  result.reserve(text.size());
  const auto plain = [](char byte) { return byte >= ' ' && byte <= '~' && byte != '#'; };
  while (!text.empty()) {
    // Nearly all there is.
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, plain) - text.begin());
    result += text.substr(0, length);
    text.remove_prefix(length);
    if (text.empty()) {
      break;
    }
    const auto [point, bytes] = first_character(text);
    if (bytes == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (point == '\n') {
      result += "\\n";
    } else if (point == '\t') {
      result += tab;
    } else if (point < 0x20 || point == 0x7f) {
      result += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(point));
    } else if (hidden(point)) {
      result += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(point));
    } else if (begins_command(text)) {
      result += "#\\x23";
      text.remove_prefix(2);
      continue;
    } else {
      result += text.substr(0, bytes);
    }
    text.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return result;
}

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

/// How many bytes the first `limit` columns take.
std::size_t bytes_of(std::string_view text, std::size_t limit) {
  std::size_t at = 0;
  for (std::size_t column = 0; at < text.size(); ++at) {
    if (!continues(text[at]) && ++column > limit) {
      break;
    }
  }
  return at;
}

}  // namespace

std::string visible(std::string_view text) {
  return escaped(text, "\\t");
}

std::vector<std::string> visible_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    lines.push_back(escaped(line, "    "));
  }
  return lines;
}

std::string without_line_commands(std::string text) {
  for (std::size_t start = 0; start < text.size();) {
    std::size_t at = start;
    // What lies before a command may be any blank of Unicode; so whatever is not ASCII counts as one.
    while (at < text.size() && (text[at] == ' ' || static_cast<unsigned char>(text[at]) >= 0x80)) {
      ++at;
    }
    if (std::string_view(text).substr(at).starts_with("::")) {
      text.replace(at, 1, "\\x3a");
    }
    const std::size_t end = text.find('\n', at);
    start = end == std::string::npos ? text.size() : end + 1;
  }
  return text;
}

std::size_t columns(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

std::string cut(std::string_view text, std::size_t limit) {
  limit = std::max(limit, kLeastColumns);
  const std::size_t all = columns(text);
  if (all <= limit) {
    return std::string(text);
  }
  // The note is as long as its number; sized for the largest number that can stand in it.
  const std::size_t kept = limit - std::min(limit, fmt::formatted_size("... ({} more)", all));
  return fmt::format("{}... ({} more)", text.substr(0, bytes_of(text, kept)), all - kept);
}

std::vector<std::string> wrap(std::string_view text, std::size_t limit) {
  limit = std::max(limit, kLeastColumns);
  std::vector<std::string> lines;
  while (columns(text) > limit) {
    std::size_t end = bytes_of(text, limit);
    std::size_t next = end;
    // A break that leaves less than half a line is worse than a broken word.
    if (const std::size_t space = text.rfind(' ', end); space != std::string_view::npos && space > end / 2) {
      end = space;
      next = space + 1;
    }
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(next);
  }
  lines.emplace_back(text);
  return lines;
}

std::string pad(std::string_view text, std::size_t width) {
  const std::size_t taken = columns(text);
  return std::string(text) + std::string(width - std::min(width, taken), ' ');
}

}  // namespace roadworthy::report
