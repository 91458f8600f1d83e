#include "mocks/etcd/json.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

namespace roadworthy::mocks::etcd {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// How long the value at the beginning of `text` is; all of it when it does not end.
std::size_t value_length(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      i += c == '\\' ? 1 : 0;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      depth -= depth > 0 ? 1 : 0;
    }
    if (depth == 0 && !quoted && (c == '}' || c == ']' || c == '"')) {
      return i + 1;
    }
    // Outside of brackets and quotes stand numbers and words, which end where white space begins.
    if (depth == 0 && !quoted && i + 1 < text.size() && kSpace.find(text[i + 1]) != kSpace.npos) {
      return i + 1;
    }
  }
  return text.size();
}

}  // namespace

std::string to_json(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  (void)google::protobuf::util::MessageToJsonString(message, &text, options);
  return text;
}

Answer<void> from_json(std::string_view text, google::protobuf::Message& message) {
  if (text.find_first_not_of(kSpace) == text.npos) {
    return {};
  }
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto read = google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(text.data(), text.size()),
                                                                &message, options);
  if (!read.ok()) {
    return std::unexpected(Failure{Code::invalid_argument, std::string(read.message())});
  }
  return {};
}

std::vector<std::string_view> split_values(std::string_view text) {
  std::vector<std::string_view> values;
  while (true) {
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == text.npos) {
      return values;
    }
    text.remove_prefix(begin);
    const std::size_t length = value_length(text);
    values.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

}  // namespace roadworthy::mocks::etcd
