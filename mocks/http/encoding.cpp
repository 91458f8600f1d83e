#include "mocks/http/encoding.h"

#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace roadworthy::mocks {

bool is_utf8(std::string_view bytes) {
  // The library that writes the JSON decides what it accepts.
  try {
    return !nlohmann::json(bytes).dump().empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

std::string as_text(std::string_view bytes) {
  if (is_utf8(bytes)) {
    return std::string(bytes);
  }
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    if (value > 0x7e) {
      text += fmt::format("\\x{:02x}", value);
    } else {
      text += byte;
    }
  }
  return text;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto part = bytes.substr(at, 3);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < part.size() ? static_cast<unsigned char>(part[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= part.size() ? kDigits[group >> (18 - 6 * i) & 0x3f] : '=';
    }
  }
  return text;
}

}  // namespace roadworthy::mocks
