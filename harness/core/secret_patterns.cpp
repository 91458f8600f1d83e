#include "core/secret_patterns.h"

#include <array>
#include <cstdint>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/base64.h"
#include "core/utf8.h"

namespace roadworthy {
namespace {

constexpr std::size_t kShortestFragment = 8;  ///< Of base64: fewer characters turn up by chance.

std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[at]));
  };
  switch (character.size()) {
    case 2:
      return (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
    case 3:
      return (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    case 4:
      return (byte(0) & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U | (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
    default:
      return byte(0);
  }
}

/// `\u0022`, a surrogate pair beyond the first plane; behind as many backslashes as escaping it again has made.
std::string json_escape(std::uint32_t code) {
  if (code < 0x10000) {
    return fmt::format(R"(\\+u{:04x})", code);
  }
  const std::uint32_t above = code - 0x10000;
  return fmt::format(R"(\\+u{:04x}\\+u{:04x})", 0xD800 + (above >> 10U), 0xDC00 + (above & 0x3FFU));
}

struct Short {
  char character;
  std::string_view pattern;
};
/// What stands for a character in JSON and C, in HTML, and in form data.
constexpr std::array kShort{
    Short{'"', R"(\\*"|&quot;)"}, Short{'\\', R"(\\+)"},  Short{'/', R"(\\*/)"},  Short{'\'', R"(\\*'|&apos;)"},
    Short{'&', "&amp;"},          Short{'<', "&lt;"},     Short{'>', "&gt;"},     Short{' ', R"(\+)"},
    Short{'\n', R"(\\+n)"},       Short{'\r', R"(\\+r)"}, Short{'\t', R"(\\+t)"}, Short{'\b', R"(\\+b)"},
    Short{'\f', R"(\\+f)"},
};

/// Every spelling of one character, which may have several bytes. Letters in escapes may have either case.
std::string character_pattern(std::string_view character) {
  std::string percent;
  std::string octal;
  for (const char c : character) {
    percent += fmt::format("%(?:25)*{:02x}", static_cast<unsigned char>(c));
    octal += fmt::format(R"(\\+(?:x{0:02x}|{0:03o}))", static_cast<unsigned char>(c));
  }
  const std::uint32_t code = code_point(character);
  std::string pattern = fmt::format("(?:{}|(?i:{}|{}|{}|&#0*{};|&#x0*{:x};)", RE2::QuoteMeta(std::string(character)),
                                    percent, octal, json_escape(code), code, code);
  for (const Short& each : kShort) {
    if (character.size() == 1 && character.front() == each.character) {
      pattern += fmt::format("|{}", each.pattern);
    }
  }
  return pattern + ")";
}

/// Every character in any of its spellings, with `between` between any two.
std::string joined_pattern(std::string_view secret, std::string_view between) {
  std::string pattern;
  while (!secret.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(secret), 1);
    pattern += pattern.empty() ? "" : between;
    pattern += character_pattern(secret.substr(0, length));
    secret.remove_prefix(length);
  }
  return pattern;
}

/// The characters of base64 that the secret alone decides when it begins at byte `offset` of a group of three.
std::string base64_core(std::string_view secret, std::size_t offset) {
  constexpr std::array<std::size_t, 3> kFrontShared{0, 2, 3};
  constexpr std::array<std::size_t, 3> kBackShared{0, 3, 2};
  std::string encoded = to_base64(std::string(offset, '\0') + std::string(secret));
  const std::size_t front = kFrontShared.at(offset);
  const std::size_t back = kBackShared.at((offset + secret.size()) % 3);
  return encoded.size() < front + back ? "" : encoded.substr(front, encoded.size() - front - back);
}

}  // namespace

std::string escaped_pattern(std::string_view secret) {
  return joined_pattern(secret, "");
}

std::string broken_pattern(std::string_view secret) {
  constexpr std::size_t kLongest = 512;
  // What ends a line and what begins the next: a quote and a sign that goes on, an indentation or a mark of a
  // quotation.
  constexpr std::string_view kLineEnd = R"((?:["'`]?[ \t]*[=+.&\\]?[ \t]*(?:\r?\n|\\+r\\+n|\\+n)[ \t>#|]*["'`]?)?)";
  return secret.size() > kLongest ? "" : joined_pattern(secret, kLineEnd);
}

std::string base64_pattern(std::string_view secret) {
  std::string pattern;
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string core = base64_core(secret, offset);
    if (core.size() < kShortestFragment) {
      continue;
    }
    std::string alternative;
    for (const char c : core) {
      // Between two characters a line may end, plainly (RFC 2045) or as an escape.
      alternative += alternative.empty() ? "" : R"((?:[\r\n\t ]|\\+[rn])*)";
      alternative += c == '+' ? R"((?:[+\-]|%2[bB]))" : c == '/' ? R"((?:\\*/|_|%2[fF]))" : std::string(1, c);
    }
    pattern += (pattern.empty() ? "" : "|") + alternative;
  }
  return pattern.empty() ? "" : "(?:" + pattern + ")(?:[A-Za-z0-9+/_-]?={1,2})?";  // The last character may be shared.
}

std::string hexadecimal_pattern(std::string_view secret) {
  std::string pattern = "(?i:";
  for (const char c : secret) {
    pattern += fmt::format("{}{:02x}", pattern.size() > 4 ? "[ :-]?" : "", static_cast<unsigned char>(c));
  }
  return pattern + ")";
}

}  // namespace roadworthy
