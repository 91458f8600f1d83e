#include "runtime/docker/image_archive.h"

#include <cerrno>
#include <fstream>
#include <memory>
#include <set>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace roadworthy {
namespace {

struct FreeArchive {
  void operator()(archive* each) const { archive_write_free(each); }
  void operator()(archive_entry* each) const { archive_entry_free(each); }
};

class Writer {
 public:
  explicit Writer(const std::string& path) : path_(path), archive_(archive_write_new()) {
    good_ = archive_write_set_format_gnutar(archive_.get()) == ARCHIVE_OK &&
            archive_write_open_filename(archive_.get(), path.c_str()) == ARCHIVE_OK;
  }

  void folder(const std::string& path, unsigned mode = 0755) {
    if (path.empty() || !made_.insert(path).second) {
      return;
    }
    folder(path.substr(0, path.rfind('/')));
    begin(path, AE_IFDIR, mode, 0);
  }

  void text(const std::string& path, std::string_view content) {
    folder(path.substr(0, path.rfind('/')));
    begin(path, AE_IFREG, 0644, static_cast<std::int64_t>(content.size()));
    add(content);
  }

  void file(const ImageFile& file) {
    folder(file.path.substr(0, file.path.rfind('/')));
    struct stat status{};
    std::ifstream in(file.source, std::ios::binary);
    if (!in || ::stat(file.source.c_str(), &status) != 0) {
      good_ = false;
      return;
    }
    begin(file.path, AE_IFREG, 0755, status.st_size);
    std::string buffer(64 * 1024, '\0');
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0) {
      add({buffer.data(), static_cast<std::size_t>(in.gcount())});
    }
  }

  Result<void> finish() {
    if (!good_ || archive_write_close(archive_.get()) != ARCHIVE_OK) {
      const char* words = archive_error_string(archive_.get());
      return fail(ErrorKind::environment,
                  fmt::format("cannot write {}: {}", path_, words == nullptr ? "a file cannot be read" : words));
    }
    return {};
  }

 private:
  void begin(const std::string& path, unsigned type, unsigned mode, std::int64_t size) {
    const std::unique_ptr<archive_entry, FreeArchive> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), path.c_str() + 1);
    archive_entry_set_filetype(entry.get(), type);
    archive_entry_set_perm(entry.get(), static_cast<mode_t>(mode));
    archive_entry_set_size(entry.get(), size);
    archive_entry_set_mtime(entry.get(), 0, 0);
    good_ = good_ && archive_write_header(archive_.get(), entry.get()) == ARCHIVE_OK;
  }

  void add(std::string_view bytes) {
    good_ = good_ &&
            archive_write_data(archive_.get(), bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size());
  }

  std::string path_;
  std::unique_ptr<archive, FreeArchive> archive_;
  std::set<std::string> made_;
  bool good_ = false;
};

}  // namespace

Result<void> write_image_archive(const std::string& archive, const std::vector<ImageFile>& files) {
  Writer writer(archive);
  writer.folder("/tmp", 01777);
  writer.folder("/volumes");
  writer.folder("/etc");
  writer.text("/etc/passwd",
              "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n");
  writer.text("/etc/group", "root:x:0:\nnogroup:x:65534:\n");
  for (const ImageFile& file : files) {
    writer.file(file);
  }
  return writer.finish();
}

}  // namespace roadworthy
