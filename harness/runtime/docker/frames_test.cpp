#include "runtime/docker/frames.h"

#include <string>

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

TEST(FrameCutter, GivesTheSamePiecesHoweverTheBytesAreCut) {
  const std::string bytes = std::string("\1\0\0\0\0\0\0\5hello", 13) + std::string("\2\0\0\0\0\0\0\3bad", 11);
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    FrameCutter cutter;
    std::string out;
    std::string error;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      cutter.append(std::string_view(bytes).substr(at, size), [&](OutputStream stream, std::string_view piece) {
        (stream == OutputStream::out ? out : error) += piece;
      });
    }
    EXPECT_EQ(out, "hello") << size;
    EXPECT_EQ(error, "bad") << size;
  }
}

}  // namespace
}  // namespace roadworthy
