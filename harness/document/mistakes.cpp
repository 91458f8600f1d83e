#include "document/mistakes.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace roadworthy {
namespace {

constexpr std::size_t kMostMistakes = 100;

}  // namespace

Error make_mistake(std::shared_ptr<const SourceFile> file, const Region& place, std::string message,
                   std::string remedy) {
  return {.kind = ErrorKind::invalid_file,
          .message = std::move(message),
          .remedy = std::move(remedy),
          .where = SourceSpan{.file = std::move(file),
                              .line = place.line,
                              .column = place.column,
                              .end_line = place.end_line,
                              .end_column = place.end_column,
                              .pointer = {}}};
}

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

void note_duplicates(const std::shared_ptr<const SourceFile>& file, const std::vector<Member>& members,
                     Errors& errors) {
  std::vector<const Member*> by_key(members.size());
  std::ranges::transform(members, by_key.begin(), [](const Member& member) { return &member; });
  // Members lie in the order of the file, so that of equal keys the later one has the larger address.
  std::ranges::sort(by_key, {}, [](const Member* member) { return std::pair(std::string_view(member->key), member); });
  for (std::size_t index = 1; index < by_key.size(); ++index) {
    const Member& first = *by_key[index - 1];
    const Member& second = *by_key[index];
    if (first.key == second.key) {
      const Error already = make_mistake(file, first.key_region, {});
      note_mistake(errors, make_mistake(file, second.key_region,
                                        fmt::format("duplicate key `{}`: it is already at {}", second.key,
                                                    describe(*already.where)),
                                        "remove or rename one of the two"));
    }
  }
}

}  // namespace roadworthy
