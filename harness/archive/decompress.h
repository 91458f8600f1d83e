#pragma once

#include <memory>
#include <string>

#include "archive/budget.h"
#include "archive/byte_source.h"

namespace roadworthy {

/// Bytes behind a compression. Reading to the end shows whether all of it is there: a checksum that does not fit, an
/// end in the middle, and bytes behind the end are `no_answer` errors.
struct Decompressed {
  std::string compression;  ///< `gz`, `xz`, ...; empty: none that is known, and `source` has the bytes as they are.
  std::unique_ptr<ByteSource> source;  ///< Good as long as what it was made of.
};

/// Looks at the first bytes to tell the compression. What comes out is counted.
[[nodiscard]] Result<Decompressed> decompress(PeekSource& packed, ArchiveBudget& budget);

}  // namespace roadworthy
