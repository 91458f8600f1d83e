#include "mocks/http/encoding.h"

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

}  // namespace roadworthy::mocks
