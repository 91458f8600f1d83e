#include "comparison/meaning.h"

#include <fmt/format.h>

namespace roadworthy {

std::size_t leaves(const Meaning& meaning) {
  std::size_t count = meaning.kind == MeaningKind::value ? 1 : 0;
  for (const Meaning& part : meaning.parts) {
    count += leaves(part);
  }
  return count;
}

std::string shown(const Meaning& meaning) {
  if (meaning.kind != MeaningKind::value) {
    return meaning.name.empty() ? "something" : meaning.name;
  }
  if (meaning.sensitive) {
    return "(a secret)";
  }
  return meaning.unknown ? fmt::format("unknown{}{}", meaning.unknown->written.empty() ? "" : ": ",
                                       printable(meaning.unknown->written))
                         : meaning.shown;
}

}  // namespace roadworthy
