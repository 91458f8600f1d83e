#pragma once

#include <memory>
#include <optional>
#include <string>

#include <archive.h>

#include "archive/byte_source.h"

namespace roadworthy {

/// A reader of libarchive over a ByteSource.
class ArchiveHandle {
 public:
  explicit ArchiveHandle(ByteSource& source) : source_(source), handle_(archive_read_new()) {}

  [[nodiscard]] archive* get() const { return handle_.get(); }
  /// ARCHIVE_OK, ARCHIVE_WARN or worse.
  [[nodiscard]] int open();
  /// What ended reading: the source's own error, else libarchive's words as `no_answer`.
  [[nodiscard]] std::unexpected<Error> failure() const;
  /// Bytes that were taken and are used up.
  [[nodiscard]] std::uint64_t consumed() const { return static_cast<std::uint64_t>(archive_filter_bytes(get(), -1)); }

 private:
  struct Free {
    void operator()(archive* handle) const { archive_read_free(handle); }
  };
  static la_ssize_t read(archive* handle, void* context, const void** buffer);

  ByteSource& source_;
  std::optional<Error> source_error_;
  std::unique_ptr<archive, Free> handle_;
};

}  // namespace roadworthy
