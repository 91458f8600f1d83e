#pragma once

#include <memory>

#include "archive/budget.h"
#include "archive/byte_source.h"

namespace roadworthy {

/// The bytes of one or more gzip members (RFC 1952), with every checksum and length compared, which libarchive's own
/// reader does not.
[[nodiscard]] std::unique_ptr<ByteSource> make_gunzip_source(ByteSource& packed, ArchiveBudget& budget);

}  // namespace roadworthy
