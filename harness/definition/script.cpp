#include "definition/script.h"

#include <utility>

namespace roadworthy {

Script plain_script(EmbeddedText text) {
  Script script;
  script.opaque.assign(text.text.size(), false);
  script.text = std::move(text);
  return script;
}

Script part_of(const Script& whole, std::size_t begin, std::size_t end) {
  Script part;
  part.text = part_of(whole.text, begin, end);
  part.opaque.assign(whole.opaque.begin() + static_cast<std::ptrdiff_t>(begin),
                     whole.opaque.begin() + static_cast<std::ptrdiff_t>(end));
  return part;
}

}  // namespace roadworthy
