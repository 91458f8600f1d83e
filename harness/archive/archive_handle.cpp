#include "archive/archive_handle.h"

#include <cerrno>

#include <fmt/format.h>

#include "core/source_span.h"

namespace roadworthy {

int ArchiveHandle::open() {
  return handle_ ? archive_read_open(get(), this, nullptr, &ArchiveHandle::read, nullptr) : ARCHIVE_FATAL;
}

la_ssize_t ArchiveHandle::read(archive* handle, void* context, const void** buffer) {
  auto& self = *static_cast<ArchiveHandle*>(context);
  const auto piece = self.source_.next();
  if (!piece) {
    self.source_error_ = piece.error();
    archive_set_error(handle, EIO, "%s", piece.error().message.c_str());
    return -1;
  }
  *buffer = piece->data();
  return static_cast<la_ssize_t>(piece->size());
}

std::unexpected<Error> ArchiveHandle::failure() const {
  if (source_error_) {
    return std::unexpected(*source_error_);
  }
  const char* words = archive_error_string(get());
  return fail(ErrorKind::no_answer,
              fmt::format("it cannot be read to its end: {}", words == nullptr ? "no reason given" : printable(words)));
}

}  // namespace roadworthy
