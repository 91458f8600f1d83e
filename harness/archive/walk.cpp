#include "archive/walk.h"

#include <algorithm>
#include <array>

#include <archive_entry.h>
#include <fmt/format.h>

#include "archive/archive_handle.h"
#include "archive/decompress.h"
#include "archive/end_mark.h"
#include "archive/member_source.h"
#include "core/source_span.h"

namespace roadworthy {
namespace {

using namespace std::string_view_literals;

/// Not among them: mtree, which makes libarchive read files of this machine.
constexpr std::array kFormats{
    &archive_read_support_format_tar,     &archive_read_support_format_zip_streamable,
    &archive_read_support_format_cpio,    &archive_read_support_format_7zip,
    &archive_read_support_format_ar,      &archive_read_support_format_cab,
    &archive_read_support_format_rar,     &archive_read_support_format_rar5,
    &archive_read_support_format_lha,     &archive_read_support_format_xar,
    &archive_read_support_format_iso9660, &archive_read_support_format_warc,
};

std::string format_name(int code) {
  switch (code & ARCHIVE_FORMAT_BASE_MASK) {
    case ARCHIVE_FORMAT_TAR:
      return "tar";
    case ARCHIVE_FORMAT_ZIP:
      return "zip";
    case ARCHIVE_FORMAT_7ZIP:
      return "7z";
    case ARCHIVE_FORMAT_CPIO:
      return "cpio";
    case ARCHIVE_FORMAT_RAW:
      return "";
    default:
      return "other";
  }
}

/// Walks one archive; calls itself for those within.
class Walker {
 public:
  Walker(const ArchiveVisitor& visitor, ArchiveBudget& budget) : visitor_(visitor), budget_(budget) {}

  /// The format's name.
  Result<std::string> walk(ByteSource& packed, const std::string& within, std::uint32_t depth) {
    if (depth > budget_.limits().depth) {
      return fail(ErrorKind::no_answer,
                  fmt::format("archives lie within it more than {} deep", budget_.limits().depth));
    }
    PeekSource peek(packed);
    const auto beginning = peek.peek(1);
    if (!beginning) {
      return std::unexpected(beginning.error());
    }
    if (beginning->empty()) {
      return fail(ErrorKind::no_answer, "it is empty");
    }
    auto unpacked = decompress(peek, budget_);
    if (!unpacked) {
      return std::unexpected(unpacked.error());
    }
    EndMark end(*unpacked->source);
    PeekSource content(end);
    const bool one_file_will_do = (depth > 0 || budget_.limits().single_file) && !unpacked->compression.empty();
    const auto format = read_members(content, end, within, depth, unpacked->compression, one_file_will_do);
    if (!format) {
      return format;
    }
    return *format + (format->empty() || unpacked->compression.empty() ? "" : ".") + unpacked->compression;
  }

 private:
  Result<std::string> read_members(PeekSource& content, EndMark& end, const std::string& within, std::uint32_t depth,
                                   const std::string& compression, bool one_file_will_do) {
    // Its directory lies at the end: it is the one format that cannot be read as it comes.
    std::string whole;
    const auto beginning = content.peek(6);
    if (!beginning) {
      return std::unexpected(beginning.error());
    }
    if (beginning->starts_with("\x37\x7A\xBC\xAF\x27\x1C")) {
      if (auto read = read_whole(content, whole); !read) {
        return std::unexpected(read.error());
      }
    }
    ArchiveHandle handle(content);
    for (const auto support : kFormats) {
      support(handle.get());
    }
    if (one_file_will_do) {
      archive_read_support_format_raw(handle.get());
    }
    const int opened =
        whole.empty() ? handle.open() : archive_read_open_memory(handle.get(), whole.data(), whole.size());
    if (opened < ARCHIVE_WARN) {
      return not_one(handle, compression);
    }
    archive_entry* entry = nullptr;
    std::uint64_t count = 0;
    std::uint64_t last_member = 0;
    for (;; ++count) {
      const int result = archive_read_next_header(handle.get(), &entry);
      if (result == ARCHIVE_EOF) {
        break;
      }
      if (result < ARCHIVE_WARN) {
        return count == 0 ? not_one(handle, compression) : handle.failure();
      }
      if (auto read = read_member(handle, entry, within, depth, !compression.empty()); !read) {
        return std::unexpected(read.error());
      }
      last_member = handle.consumed();
    }
    std::string format = format_name(archive_format(handle.get()));
    if (auto ended = end.judge(format, last_member, handle.consumed()); !ended && whole.empty()) {
      return std::unexpected(ended.error());
    }
    return format;
  }

  Result<void> read_member(ArchiveHandle& handle, archive_entry* entry, const std::string& within, std::uint32_t depth,
                           bool compressed) {
    if (auto room = budget_.member(); !room) {
      return room;
    }
    ArchiveMember member = describe_entry(entry, within);
    const bool raw = format_name(archive_format(handle.get())).empty();
    if (raw) {
      member.name = "content";
    }
    const std::string shown = printable(member.name.substr(0, 200));
    if (archive_entry_is_data_encrypted(entry) != 0) {
      return fail(ErrorKind::no_answer, fmt::format("member `{}` is encrypted", shown));
    }
    if (visitor_.member) {
      visitor_.member(member);
    }
    if (member.size > budget_.limits().unpacked_bytes) {
      return fail(ErrorKind::no_answer, fmt::format("member `{}` claims {} bytes, and {} are allowed", shown,
                                                    member.size, budget_.limits().unpacked_bytes));
    }
    if (member.kind == MemberKind::file) {
      if (auto read = read_content(handle, member, depth, compressed); !read) {
        return read;
      }
    }
    if (visitor_.end) {
      visitor_.end(member);
    }
    return {};
  }

  Result<void> read_content(ArchiveHandle& handle, const ArchiveMember& member, std::uint32_t depth, bool compressed) {
    MemberSource source(handle, member, visitor_, budget_, !compressed);
    PeekSource peek(source);
    const auto beginning = peek.peek(512);
    if (!beginning) {
      return std::unexpected(beginning.error());
    }
    if (looks_packed(*beginning)) {
      const auto walked = walk(peek, fmt::format("{}{}!", member.within, member.name), depth + 1);
      if (!walked) {
        return std::unexpected(
            Error{.kind = walked.error().kind,
                  .message = fmt::format("in `{}`: {}", printable(member.name.substr(0, 200)), walked.error().message),
                  .remedy = walked.error().remedy,
                  .where = {}});
      }
    }
    for (;;) {
      const auto piece = peek.next();
      if (!piece) {
        return std::unexpected(piece.error());
      }
      if (piece->empty()) {
        return {};
      }
    }
  }

  static std::unexpected<Error> not_one(const ArchiveHandle& handle, const std::string& compression) {
    std::unexpected<Error> failure = handle.failure();
    if (failure.error().message.find("Unrecognized archive format") != std::string::npos) {
      return fail(ErrorKind::no_answer, compression.empty()
                                            ? "it is no archive"
                                            : fmt::format("what is compressed in it ({}) is no archive", compression));
    }
    return failure;
  }

  static Result<void> read_whole(ByteSource& source, std::string& whole) {
    constexpr std::size_t kMost = 16u << 20;
    for (;;) {
      const auto piece = source.next();
      if (!piece) {
        return std::unexpected(piece.error());
      }
      if (piece->empty()) {
        return {};
      }
      whole.append(*piece);
      if (whole.size() > kMost) {
        return fail(ErrorKind::no_answer,
                    fmt::format("it is a 7z archive of more than {} bytes, too large to look into", kMost));
      }
    }
  }

  const ArchiveVisitor& visitor_;
  ArchiveBudget& budget_;
};

/// Counts what comes in from outside.
class PackedSource final : public ByteSource {
 public:
  PackedSource(ByteSource& inner, ArchiveBudget& budget) : inner_(inner), budget_(budget) {}
  Result<std::string_view> next() override {
    if (auto left = budget_.time(); !left) {
      return std::unexpected(left.error());
    }
    auto piece = inner_.next();
    budget_.packed(piece ? piece->size() : 0);
    return piece;
  }

 private:
  ByteSource& inner_;
  ArchiveBudget& budget_;
};

}  // namespace

bool looks_packed(std::string_view beginning) {
  constexpr std::array kMagic{"\x1F\x8B"sv,
                              "PK\x03\x04"sv,
                              "BZh"sv,
                              "\xFD"
                              "7zXZ\0"sv,
                              "\x28\xB5\x2F\xFD"sv,
                              "\x37\x7A\xBC\xAF"sv,
                              "LZIP"sv,
                              "Rar!\x1A\x07"sv,
                              "\x04\x22\x4D\x18"sv,
                              "070701"sv,
                              "!<arch>\n"sv};
  return std::ranges::any_of(kMagic, [&](std::string_view magic) { return beginning.starts_with(magic); }) ||
         (beginning.size() > 262 && beginning.substr(257, 5) == "ustar");
}

Result<ArchiveSummary> walk_archive(ByteSource& source, const ArchiveLimits& limits, const ArchiveVisitor& visitor) {
  ArchiveBudget budget(limits);
  PackedSource packed(source, budget);
  const auto format = Walker(visitor, budget).walk(packed, "", 0);
  if (!format) {
    return std::unexpected(format.error());
  }
  return ArchiveSummary{.format = *format,
                        .members = budget.members(),
                        .packed_bytes = budget.packed_bytes(),
                        .unpacked_bytes = budget.unpacked_bytes()};
}

}  // namespace roadworthy
