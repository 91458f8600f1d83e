#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace roadworthy {

/// Takes a report piece by piece, so that nobody has to hold the whole of it. A piece ends where a line ends, and holds
/// whatever belongs together: nothing that a subject said goes over two.
using TextSink = std::function<void(std::string_view piece)>;

/// The whole of what a writer says, for those that can hold it.
template <typename Writer>
[[nodiscard]] std::string whole_text(const Writer& writer) {
  std::string text;
  writer(TextSink([&text](std::string_view piece) { text += piece; }));
  return text;
}

}  // namespace roadworthy
