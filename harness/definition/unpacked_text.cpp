#include "definition/unpacked_text.h"

#include "archive/gunzip.h"

namespace roadworthy {

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1F\x8B");
}

std::optional<std::string> unpacked_text(std::string_view gzip) {
  const ArchiveLimits limits{.unpacked_bytes = 1u << 20};
  ArchiveBudget budget(limits);
  MemorySource packed(gzip);
  const auto source = make_gunzip_source(packed, budget);
  std::string text;
  for (;;) {
    const auto piece = source->next();
    if (!piece) {
      return std::nullopt;
    }
    if (piece->empty()) {
      return text;
    }
    text += *piece;
  }
}

}  // namespace roadworthy
