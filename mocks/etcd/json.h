#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/message.h>

#include "mocks/etcd/answer.h"

namespace roadworthy::mocks::etcd {

/// A message as etcd's gateway prints it: the names of the definition, bytes in base64, 64-bit numbers as texts,
/// nothing that is zero or empty.
[[nodiscard]] std::string to_json(const google::protobuf::Message& message);

/// Reads what `to_json` prints, and names in camel case, numbers as numbers; what it does not know it skips.
/// An empty text is an empty message. `invalid_argument` with the place and the reason.
[[nodiscard]] Answer<void> from_json(std::string_view text, google::protobuf::Message& message);

/// The JSON values that stand one behind the other in `text`, cut apart. What is no JSON comes as a value that
/// `from_json` refuses.
[[nodiscard]] std::vector<std::string_view> split_values(std::string_view text);

}  // namespace roadworthy::mocks::etcd
