#include "rules/address_range.h"

#include <array>
#include <optional>
#include <string>

#include <arpa/inet.h>

#include "rules/text.h"

namespace roadworthy {
namespace {

struct Range {
  std::array<unsigned char, 16> bytes{};
  int length = 0;  ///< Bits of the address.
  int prefix = 0;
};

std::optional<Range> parse_range(std::string_view text) {
  Range range;
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  if (inet_pton(AF_INET, address.c_str(), range.bytes.data()) == 1) {
    range.length = 32;
  } else if (inet_pton(AF_INET6, address.c_str(), range.bytes.data()) == 1) {
    range.length = 128;
  } else {
    return std::nullopt;
  }
  const long prefix = slash == std::string_view::npos ? range.length : number_in(text.substr(slash + 1));
  if (prefix < 0 || prefix > range.length) {
    return std::nullopt;
  }
  range.prefix = static_cast<int>(prefix);
  return range;
}

}  // namespace

bool range_within(std::string_view inner, std::string_view outer) {
  const auto small = parse_range(inner);
  const auto large = parse_range(outer);
  if (!small || !large || small->length != large->length || small->prefix < large->prefix) {
    return false;
  }
  for (int bit = 0; bit < large->prefix; ++bit) {
    const auto at = static_cast<std::size_t>(bit / 8);
    if (((small->bytes[at] ^ large->bytes[at]) >> (7 - bit % 8) & 1) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace roadworthy
