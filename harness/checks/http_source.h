#pragma once

#include "archive/byte_source.h"
#include "probe/http_probe.h"

namespace roadworthy {

/// The body of an answer as it comes.
class HttpSource final : public ByteSource {
 public:
  explicit HttpSource(HttpStream& stream) : stream_(stream) {}
  [[nodiscard]] Result<std::string_view> next() override {
    auto piece = stream_.next();
    if (piece && piece->empty() && stream_.answer().body_cut) {
      return fail(ErrorKind::no_answer, "the body does not end");
    }
    return piece;
  }

 private:
  HttpStream& stream_;
};

}  // namespace roadworthy
