#include "document/encoding.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include <fmt/format.h>
#include <iconv.h>

#include "core/utf8.h"

namespace roadworthy {
namespace {

using namespace std::string_view_literals;

struct ByteOrderMark {
  std::string_view bytes;
  const char* encoding;
};

/// The longer ones first: UTF-32's begins like UTF-16's.
constexpr std::array kByteOrderMarks{
    ByteOrderMark{"\xFF\xFE\0\0"sv, "UTF-32LE"}, ByteOrderMark{"\0\0\xFE\xFF"sv, "UTF-32BE"},
    ByteOrderMark{"\xFF\xFE"sv, "UTF-16LE"},     ByteOrderMark{"\xFE\xFF"sv, "UTF-16BE"},
    ByteOrderMark{"\xEF\xBB\xBF"sv, "UTF-8"},
};

/// A converter of glibc's iconv to UTF-8.
class Converter {
 public:
  explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {}
  ~Converter() {
    if (usable()) {
      iconv_close(handle_);
    }
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  [[nodiscard]] bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  /// Appends what `bytes` say to `text`, up to `limit`; the error number of the first thing that cannot be converted,
  /// E2BIG for too much, 0 when all is done.
  int convert(std::string_view bytes, std::string& text, std::size_t limit) {
    std::array<char, 16384> chunk{};
    char* input = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there.
    std::size_t left = bytes.size();
    while (left > 0) {
      char* output = chunk.data();
      std::size_t room = chunk.size();
      const bool failed = iconv(handle_, &input, &left, &output, &room) == static_cast<std::size_t>(-1);
      const int error = failed ? errno : 0;
      text.append(chunk.data(), chunk.size() - room);
      if (failed && error != E2BIG) {
        return error;
      }
      if (text.size() > limit) {
        return E2BIG;
      }
    }
    return 0;
  }

 private:
  iconv_t handle_;
};

/// UTF-16 without a byte order mark, told by its first two characters being ASCII; nothing for UTF-8.
const char* guess_encoding(std::string_view bytes) {
  const auto ascii = [&](std::size_t index) { return bytes[index] > 0; };
  if (bytes.size() >= 4) {
    if (ascii(0) && bytes[1] == 0 && ascii(2) && bytes[3] == 0) {
      return "UTF-16LE";
    }
    if (bytes[0] == 0 && ascii(1) && bytes[2] == 0 && ascii(3)) {
      return "UTF-16BE";
    }
  }
  return nullptr;
}

DecodedText refuse(std::string text, std::size_t offset, std::string message, std::string remedy) {
  return {.text = std::move(text),
          .good = false,
          .fault = offset,
          .message = std::move(message),
          .remedy = std::move(remedy)};
}

DecodedText convert(std::string_view bytes, const char* encoding, std::size_t limit) {
  DecodedText result;
  Converter converter(encoding);
  const int error = converter.usable() ? converter.convert(bytes, result.text, limit) : EINVAL;
  if (error == E2BIG) {
    return refuse({}, 0, fmt::format("the file is larger than {} bytes once it is UTF-8", limit), {});
  }
  if (error != 0) {
    const std::size_t end = result.text.size();
    return refuse(std::move(result.text), end, fmt::format("here is something that is not {}", encoding),
                  "save the file as UTF-8");
  }
  return result;
}

bool is_forbidden(char character) {
  const auto code = static_cast<unsigned char>(character);
  return code < 0x20 && code != '\t' && code != '\n' && code != '\r';
}

}  // namespace

DecodedText decode_text(std::string bytes, std::size_t limit) {
  const char* encoding = guess_encoding(bytes);
  for (const ByteOrderMark& mark : kByteOrderMarks) {
    if (bytes.starts_with(mark.bytes)) {
      encoding = mark.encoding;
      bytes.erase(0, mark.bytes.size());
      break;
    }
  }
  const bool converts = encoding != nullptr && encoding != "UTF-8"sv;
  DecodedText result = converts ? convert(bytes, encoding, limit) : DecodedText{.text = std::move(bytes)};
  if (!result.good) {
    return result;
  }
  if (!converts) {
    if (const std::size_t offset = find_invalid_utf8(result.text); offset != std::string::npos) {
      const auto byte = static_cast<unsigned char>(result.text[offset]);
      return refuse(std::move(result.text), offset, fmt::format("the byte 0x{:02X} here is not UTF-8", byte),
                    "save the file as UTF-8");
    }
  }
  const auto control = std::ranges::find_if(result.text, is_forbidden);
  if (control != result.text.end()) {
    const auto code = static_cast<unsigned char>(*control);
    const auto offset = static_cast<std::size_t>(control - result.text.begin());
    return refuse(std::move(result.text), offset, fmt::format("the control character U+{:04X} cannot stand here", code),
                  fmt::format("write it as \"\\u{:04x}\", in double quotes", code));
  }
  return result;
}

}  // namespace roadworthy
