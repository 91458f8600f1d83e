#include "document/yaml_input.h"

#include <algorithm>

namespace roadworthy {
namespace {

constexpr std::size_t kChunk = 4096;

bool makes_token(char character) {
  return std::string_view("[]{},:").find(character) != std::string_view::npos;
}

}  // namespace

YamlInput::int_type YamlInput::underflow() {
  const std::string_view chunk = rest_.substr(0, kChunk);
  if (chunk.empty()) {
    return traits_type::eof();
  }
  taken_in_ += static_cast<std::size_t>(std::ranges::count_if(chunk, makes_token));
  if (taken_in_ > kMostTakenIn) {
    throw TooFar{};
  }
  rest_.remove_prefix(chunk.size());
  char* begin = const_cast<char*>(chunk.data());  // streambuf's signature; a buffer for reading is not written to.
  setg(begin, begin, begin + chunk.size());
  return traits_type::to_int_type(chunk.front());
}

}  // namespace roadworthy
