#pragma once

#include <string>

#include <archive_entry.h>

#include "archive/archive_handle.h"
#include "archive/walk.h"

namespace roadworthy {

/// What an entry says of itself.
[[nodiscard]] ArchiveMember describe_entry(archive_entry* entry, const std::string& within);

/// The bytes of the member at which the reader stands; told to the visitor as they are pulled. Holes are zeros.
class MemberSource final : public ByteSource {
 public:
  /// `counted`: they count as unpacked, because no compression around them has counted them.
  MemberSource(ArchiveHandle& handle, const ArchiveMember& member, const ArchiveVisitor& visitor, ArchiveBudget& budget,
               bool counted)
      : handle_(handle), member_(member), visitor_(visitor), budget_(budget), counted_(counted) {}

  [[nodiscard]] Result<std::string_view> next() override;

 private:
  Result<void> read_block();

  ArchiveHandle& handle_;
  const ArchiveMember& member_;
  const ArchiveVisitor& visitor_;
  ArchiveBudget& budget_;
  bool counted_;
  std::uint64_t at_ = 0;            ///< Bytes handed out.
  std::uint64_t block_offset_ = 0;  ///< Where the block begins that was read last.
  std::string_view block_;          ///< What of it was not handed out.
  bool done_ = false;
};

}  // namespace roadworthy
