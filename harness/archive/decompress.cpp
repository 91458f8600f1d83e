#include "archive/decompress.h"

#include <array>

#include <archive_entry.h>
#include <fmt/format.h>

#include "archive/archive_handle.h"
#include "archive/gunzip.h"

namespace roadworthy {
namespace {

using namespace std::string_view_literals;

struct Compression {
  std::string_view name;
  std::string_view magic;
  int (*support)(archive*);
};

/// Those that libarchive decompresses itself, without another program. gzip has a reader of its own.
constexpr std::array kCompressions{
    Compression{"bz2", "BZh"sv, &archive_read_support_filter_bzip2},
    Compression{"xz",
                "\xFD"
                "7zXZ\0"sv,
                &archive_read_support_filter_xz},
    Compression{"zst", "\x28\xB5\x2F\xFD"sv, &archive_read_support_filter_zstd},
    Compression{"lz4", "\x04\x22\x4D\x18"sv, &archive_read_support_filter_lz4},
    Compression{"lz", "LZIP"sv, &archive_read_support_filter_lzip},
    Compression{"lzma", "\x5D\0\0"sv, &archive_read_support_filter_lzma},
    Compression{"Z", "\x1F\x9D"sv, &archive_read_support_filter_compress},
};

class CountedSource final : public ByteSource {
 public:
  explicit CountedSource(ByteSource& inner) : inner_(inner) {}
  Result<std::string_view> next() override {
    auto piece = inner_.next();
    count_ += piece ? piece->size() : 0;
    return piece;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  ByteSource& inner_;
  std::uint64_t count_ = 0;
};

/// One of the table's compressions, read as a single member of libarchive's format `raw`.
class FilterSource final : public ByteSource {
 public:
  FilterSource(const Compression& compression, ByteSource& packed, ArchiveBudget& budget)
      : compression_(compression), packed_(packed), budget_(budget), handle_(packed_) {
    archive_read_support_format_raw(handle_.get());
    compression.support(handle_.get());
  }

  Result<std::string_view> next() override {
    if (done_) {
      return std::string_view();
    }
    if (!open_) {
      archive_entry* entry = nullptr;
      if (handle_.open() < ARCHIVE_WARN || archive_read_next_header(handle_.get(), &entry) < ARCHIVE_WARN) {
        return handle_.failure();
      }
      open_ = true;
    }
    const auto count = archive_read_data(handle_.get(), out_.data(), out_.size());
    if (count < 0) {
      return handle_.failure();
    }
    if (count == 0) {
      done_ = true;
      return finish();
    }
    if (auto room = budget_.unpacked(static_cast<std::uint64_t>(count)); !room) {
      return std::unexpected(room.error());
    }
    return std::string_view(out_.data(), static_cast<std::size_t>(count));
  }

 private:
  Result<std::string_view> finish() {
    const std::uint64_t used = handle_.consumed();
    for (;;) {
      const auto piece = packed_.next();
      if (!piece || piece->empty()) {
        if (piece && packed_.count() > used) {
          return fail(ErrorKind::no_answer,
                      fmt::format("other bytes follow behind the end of the {} stream", compression_.name));
        }
        return piece;
      }
    }
  }

  const Compression& compression_;
  CountedSource packed_;
  ArchiveBudget& budget_;
  ArchiveHandle handle_;
  bool open_ = false;
  bool done_ = false;
  std::array<char, 64u << 10> out_{};
};

/// As it is.
class PlainSource final : public ByteSource {
 public:
  explicit PlainSource(ByteSource& inner) : inner_(inner) {}
  Result<std::string_view> next() override { return inner_.next(); }

 private:
  ByteSource& inner_;
};

}  // namespace

Result<Decompressed> decompress(PeekSource& packed, ArchiveBudget& budget) {
  const auto beginning = packed.peek(8);
  if (!beginning) {
    return std::unexpected(beginning.error());
  }
  if (beginning->starts_with("\x1F\x8B")) {
    return Decompressed{"gz", make_gunzip_source(packed, budget)};
  }
  for (const Compression& compression : kCompressions) {
    if (beginning->starts_with(compression.magic)) {
      return Decompressed{std::string(compression.name), std::make_unique<FilterSource>(compression, packed, budget)};
    }
  }
  return Decompressed{"", std::make_unique<PlainSource>(packed)};
}

}  // namespace roadworthy
