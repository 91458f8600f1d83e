#include "archive/gunzip.h"

#include <array>

#include <fmt/format.h>
#include <zlib.h>

namespace roadworthy {
namespace {

class GunzipSource final : public ByteSource {
 public:
  GunzipSource(ByteSource& packed, ArchiveBudget& budget) : packed_(packed), budget_(budget) {
    ready_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK;
  }
  GunzipSource(const GunzipSource&) = delete;
  GunzipSource& operator=(const GunzipSource&) = delete;
  ~GunzipSource() override { inflateEnd(&stream_); }

  Result<std::string_view> next() override {
    while (ready_ && !done_) {
      if (stream_.avail_in == 0) {
        const auto filled = fill();
        if (!filled) {
          return std::unexpected(filled.error());
        }
      }
      if (between_members_) {
        const auto more = begin_member();
        if (!more) {
          return std::unexpected(more.error());
        }
        continue;
      }
      const auto piece = inflate_some();
      if (!piece || !piece->empty()) {
        return piece;
      }
    }
    return ready_ ? Result<std::string_view>(std::string_view())
                  : fail(ErrorKind::internal, "zlib cannot be initialised");
  }

 private:
  Result<void> fill() {
    const auto piece = packed_.next();
    if (!piece) {
      return std::unexpected(piece.error());
    }
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece->data()));
    stream_.avail_in = static_cast<uInt>(piece->size());
    at_end_ = piece->empty();
    return {};
  }

  /// Behind a member: another one, or the end. Zeros are what tapes are filled up with.
  Result<void> begin_member() {
    if (at_end_) {
      done_ = true;
      return {};
    }
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (stream_.avail_in == 0) {
      return {};
    }
    if (*stream_.next_in != 0x1f) {
      return fail(ErrorKind::no_answer, "other bytes follow behind the end of the gzip stream");
    }
    between_members_ = false;
    inflateReset(&stream_);
    return {};
  }

  Result<std::string_view> inflate_some() {
    if (at_end_) {
      return fail(ErrorKind::no_answer, "the gzip stream is cut short");
    }
    stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
    stream_.avail_out = static_cast<uInt>(out_.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      between_members_ = true;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      return fail(ErrorKind::no_answer, fmt::format("the gzip stream is damaged: {}",
                                                    stream_.msg == nullptr ? "no reason given" : stream_.msg));
    }
    const std::size_t count = out_.size() - stream_.avail_out;
    if (auto room = budget_.unpacked(count); !room) {
      return std::unexpected(room.error());
    }
    return std::string_view(out_.data(), count);
  }

  ByteSource& packed_;
  ArchiveBudget& budget_;
  z_stream stream_{};
  bool ready_ = false;
  bool at_end_ = false;
  bool between_members_ = false;
  bool done_ = false;
  std::array<char, 64u << 10> out_{};
};

}  // namespace

std::unique_ptr<ByteSource> make_gunzip_source(ByteSource& packed, ArchiveBudget& budget) {
  return std::make_unique<GunzipSource>(packed, budget);
}

}  // namespace roadworthy
