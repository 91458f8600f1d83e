#include "archive/member_source.h"

#include <algorithm>
#include <array>

namespace roadworthy {

ArchiveMember describe_entry(archive_entry* entry, const std::string& within) {
  ArchiveMember member{.name = {}, .within = within, .link_target = {}};
  const char* name = archive_entry_pathname(entry);
  name = name == nullptr ? archive_entry_pathname_utf8(entry) : name;
  member.name = name == nullptr ? "" : name;
  const char* hard = archive_entry_hardlink(entry);
  const char* soft = archive_entry_symlink(entry);
  const auto type = archive_entry_filetype(entry);
  if (hard != nullptr || type == AE_IFLNK) {
    member.kind = MemberKind::link;
    member.link_target = hard != nullptr ? hard : soft != nullptr ? soft : "";
  } else {
    member.kind = type == AE_IFDIR                ? MemberKind::folder
                  : type == AE_IFREG || type == 0 ? MemberKind::file
                                                  : MemberKind::other;
  }
  member.size = archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) > 0
                    ? static_cast<std::uint64_t>(archive_entry_size(entry))
                    : 0;
  return member;
}

Result<std::string_view> MemberSource::next() {
  static constexpr std::array<char, 64u << 10> kZeros{};
  if (at_ == block_offset_ && block_.empty() && !done_) {
    if (auto read = read_block(); !read) {
      return std::unexpected(read.error());
    }
  }
  std::string_view piece;
  if (at_ < block_offset_) {
    piece = {kZeros.data(), static_cast<std::size_t>(std::min<std::uint64_t>(block_offset_ - at_, kZeros.size()))};
  } else {
    std::swap(piece, block_);
  }
  at_ += piece.size();
  block_offset_ = std::max(block_offset_, at_);
  if (auto room = budget_.unpacked(counted_ ? piece.size() : 0); !room) {
    return std::unexpected(room.error());
  }
  if (visitor_.data && !piece.empty()) {
    visitor_.data(member_, piece);
  }
  return piece;
}

Result<void> MemberSource::read_block() {
  const void* data = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  int result = ARCHIVE_OK;
  do {  // An empty block is not yet the end.
    result = archive_read_data_block(handle_.get(), &data, &size, &offset);
  } while (result == ARCHIVE_OK && size == 0 && static_cast<std::uint64_t>(offset) <= at_);
  done_ = result == ARCHIVE_EOF;
  if (result != ARCHIVE_EOF && result < ARCHIVE_WARN) {
    return handle_.failure();
  }
  block_offset_ = std::max(at_, static_cast<std::uint64_t>(std::max<la_int64_t>(offset, 0)));
  block_ = done_ ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
  return {};
}

}  // namespace roadworthy
