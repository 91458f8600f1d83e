#include "document/mistakes.h"

#include <cstddef>

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::size_t kMostMistakes = 100;

}  // namespace

void note_mistake(Errors& errors, Error mistake) {
  if (errors.size() < kMostMistakes) {
    errors.push_back(std::move(mistake));
  } else if (errors.size() == kMostMistakes) {
    errors.push_back({.kind = ErrorKind::invalid_file,
                      .message = fmt::format("there are more mistakes than these {}", kMostMistakes),
                      .remedy = {},
                      .where = {}});
  }
}

}  // namespace roadworthy
