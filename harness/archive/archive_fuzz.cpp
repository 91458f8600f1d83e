#include <cstdint>
#include <cstdlib>

#include "archive/walk.h"

/// Whatever the bytes are, the walk ends, keeps to its limits and has words for what is wrong.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace roadworthy;
  ArchiveLimits limits{.unpacked_bytes = 4u << 20, .ratio = 100, .members = 100, .depth = 3};
  const std::size_t piece = size == 0 ? 1 : 1 + data[0] % 64U;
  for (const bool single_file : {false, true}) {
    limits.single_file = single_file;
    std::uint64_t members = 0;
    std::uint64_t ended = 0;
    const ArchiveVisitor visitor{
        .member = [&](const ArchiveMember&) { ++members; }, .data = {}, .end = [&](const ArchiveMember&) { ++ended; }};
    MemorySource source({reinterpret_cast<const char*>(data), size}, piece);
    const auto summary = walk_archive(source, limits, visitor);
    const bool sound = members <= limits.members && ended <= members && (!summary || summary->members == members);
    if (!sound || (!summary && summary.error().message.empty())) {
      std::abort();
    }
  }
  return 0;
}
