#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "archive/budget.h"
#include "archive/byte_source.h"

namespace roadworthy {

enum class MemberKind { file, folder, link, other };

struct ArchiveMember {
  std::string name;    ///< As it is written, whatever bytes those are.
  std::string within;  ///< Names of the archives within the archive that it lies in, each with a `!` behind it.
  MemberKind kind = MemberKind::file;
  std::string link_target;
  std::uint64_t size = 0;  ///< As the archive claims; 0 where it does not say.
};

/// Told of what there is, in order. Any of them may be empty.
struct ArchiveVisitor {
  std::function<void(const ArchiveMember& member)> member;
  /// A piece of a member's bytes. Of an archive within the archive these are its own; pieces of its members come
  /// between.
  std::function<void(const ArchiveMember& member, std::string_view piece)> data;
  std::function<void(const ArchiveMember& member)> end;  ///< The member has been read to its end.
};

struct ArchiveSummary {
  std::string format;  ///< `tar.gz`, `zip`, `tar.xz`, ...
  std::uint64_t members = 0;
  std::uint64_t packed_bytes = 0;
  std::uint64_t unpacked_bytes = 0;
};

/// Whether the first 512 bytes are those of an archive or of something compressed.
[[nodiscard]] bool looks_packed(std::string_view beginning);

/// Reads an archive to its end. What is wrong with it is a `no_answer` error: no archive at all, cut short, damaged,
/// encrypted, bytes behind its end, or past one of the limits. Names and links are shown to the visitor as they are;
/// nothing is followed, and nothing is written.
[[nodiscard]] Result<ArchiveSummary> walk_archive(ByteSource& source, const ArchiveLimits& limits,
                                                  const ArchiveVisitor& visitor);

}  // namespace roadworthy
