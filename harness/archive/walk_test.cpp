#include "archive/walk.h"

#include <array>
#include <map>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct File {
  std::string name;
  std::string text;
};

using Filter = int (*)(archive*);

/// An archive made by libarchive's writer.
std::string make_archive(int (*format)(archive*), const std::vector<File>& files,
                         Filter filter = &archive_write_add_filter_none) {
  std::string bytes(4u << 20, '\0');
  std::size_t used = 0;
  archive* out = archive_write_new();
  format(out);
  filter(out);
  archive_write_set_bytes_in_last_block(out, 1);
  archive_write_open_memory(out, bytes.data(), bytes.size(), &used);
  for (const File& file : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, file.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(file.text.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(out, entry);
    archive_write_data(out, file.text.data(), file.text.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
  bytes.resize(used);
  return bytes;
}

std::string make_tar(const std::vector<File>& files, Filter filter = &archive_write_add_filter_none) {
  return make_archive(&archive_write_set_format_pax_restricted, files, filter);
}

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// What walking an archive showed.
struct Walked {
  std::string format;                        ///< Or what is wrong.
  std::map<std::string, std::string> files;  ///< Full name to content.
  std::vector<std::string> others;
};

Walked walk(const std::string& bytes, const ArchiveLimits& limits = {}, std::size_t piece = 1000) {
  Walked walked;
  const ArchiveVisitor visitor{
      .member =
          [&](const ArchiveMember& member) {
            if (member.kind == MemberKind::file) {
              walked.files[member.within + member.name];
            } else {
              walked.others.push_back(member.name + " -> " + member.link_target);
            }
          },
      .data = [&](const ArchiveMember& member,
                  std::string_view data) { walked.files[member.within + member.name] += data; },
      .end = {}};
  MemorySource source(bytes, piece);
  const auto summary = walk_archive(source, limits, visitor);
  walked.format = summary ? summary->format : summary.error().message;
  return walked;
}

const std::vector<File> kFiles{{"logstash.log", "one\ntwo\n"}, {"folder/stats.json", "{}"}};

TEST(ArchiveWalk, ReadsTarUnderEveryCompression) {
  const std::map<std::string, Filter> filters{
      {"tar", &archive_write_add_filter_none},      {"tar.gz", &archive_write_add_filter_gzip},
      {"tar.bz2", &archive_write_add_filter_bzip2}, {"tar.xz", &archive_write_add_filter_xz},
      {"tar.zst", &archive_write_add_filter_zstd},  {"tar.lz4", &archive_write_add_filter_lz4}};
  for (const auto& [name, filter] : filters) {
    const Walked walked = walk(make_tar(kFiles, filter));
    EXPECT_EQ(walked.format, name);
    EXPECT_THAT(walked.files, ElementsAre(Pair("folder/stats.json", "{}"), Pair("logstash.log", "one\ntwo\n")));
  }
}

TEST(ArchiveWalk, ReadsOtherFormats) {
  EXPECT_EQ(walk(make_archive(&archive_write_set_format_zip, kFiles)).format, "zip");
  EXPECT_EQ(walk(make_archive(&archive_write_set_format_cpio_newc, kFiles)).format, "cpio");
  const Walked seven = walk(make_archive(&archive_write_set_format_7zip, kFiles));
  EXPECT_EQ(seven.format, "7z");
  EXPECT_EQ(seven.files.at("logstash.log"), "one\ntwo\n");
}

TEST(ArchiveWalk, ReadsArchivesWithinArchives) {
  const std::string inner = make_tar({{"deep.txt.gz", gzip("deep inside")}}, &archive_write_add_filter_gzip);
  const Walked walked = walk(make_archive(&archive_write_set_format_zip, {{"inner.tar.gz", inner}, {"a", "b"}}));
  EXPECT_EQ(walked.format, "zip");
  EXPECT_EQ(walked.files.at("inner.tar.gz!deep.txt.gz!content"), "deep inside");
  EXPECT_EQ(walked.files.at("a"), "b");
}

TEST(ArchiveWalk, SaysWhatIsNoArchive) {
  EXPECT_EQ(walk("").format, "it is empty");
  EXPECT_EQ(walk("<html>not found</html>").format, "it is no archive");
  EXPECT_EQ(walk(gzip("just a text")).format, "what is compressed in it (gz) is no archive");
}

TEST(ArchiveWalk, NoticesEveryPlaceInWhichAnArchiveIsCutShort) {
  for (const std::string& whole :
       {make_tar(kFiles), make_tar(kFiles, &archive_write_add_filter_gzip),
        make_tar(kFiles, &archive_write_add_filter_xz), make_archive(&archive_write_set_format_zip, kFiles)}) {
    ASSERT_THAT(walk(whole).format, testing::Not(HasSubstr(" ")));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_THAT(walk(whole.substr(0, size)).format, HasSubstr(" ")) << size << " of " << whole.size();
    }
  }
}

TEST(ArchiveWalk, NoticesBytesBehindTheEnd) {
  EXPECT_EQ(walk(make_tar(kFiles) + "more").format, "other bytes follow behind the end of the tar archive");
  EXPECT_EQ(walk(gzip(make_tar(kFiles) + "more")).format, "other bytes follow behind the end of the tar archive");
  EXPECT_EQ(walk(make_tar(kFiles, &archive_write_add_filter_gzip) + "more").format,
            "other bytes follow behind the end of the gzip stream");
  EXPECT_EQ(walk(make_tar(kFiles, &archive_write_add_filter_xz) + "more").format,
            "it cannot be read to its end: Lzma library error:  No progress is possible");
  EXPECT_EQ(walk(make_archive(&archive_write_set_format_zip, kFiles) + "more").format,
            "4 other bytes follow behind the end of the zip archive");
}

TEST(ArchiveWalk, NoticesADamagedByte) {
  std::string bytes = gzip(make_tar({{"noise", std::string(5000, 'x') + "y"}}));
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);
  EXPECT_EQ(walk(bytes).format, "the gzip stream is damaged: incorrect data check");
}

TEST(ArchiveWalk, BoundsWhatItUnpacks) {
  const std::string zeros = gzip(make_tar({{"zeros", std::string(2u << 20, '\0')}}));
  EXPECT_EQ(walk(zeros, {.unpacked_bytes = 1u << 20}).format,
            "member `zeros` claims 2097152 bytes, and 1048576 are allowed");
  EXPECT_EQ(walk(zeros, {.unpacked_bytes = (2u << 20) + 100}).format, "it unpacks to more than 2097252 bytes");
  const std::string bomb = gzip(std::string(20u << 20, '\0'));
  EXPECT_THAT(walk(make_tar({{"bomb.gz", bomb}})).format, HasSubstr("unpacks to more than 250 times its size"));
}

TEST(ArchiveWalk, BoundsMembersAndDepth) {
  EXPECT_EQ(walk(make_tar(kFiles), {.members = 1}).format, "it has more than 1 members");
  std::string nested = "core";
  for (int level = 0; level < 8; ++level) {
    nested = make_tar({{"n", nested}});
  }
  EXPECT_THAT(walk(nested, {.depth = 5}).format, HasSubstr("archives lie within it more than 5 deep"));
}

TEST(ArchiveWalk, EndsWhenTimeIsUp) {
  EXPECT_THAT(walk(make_tar(kFiles), {.out_of_time = [] { return true; }}).format,
              HasSubstr("could not be read to its end in time"));
}

TEST(ArchiveWalk, PassesOnWhyTheBytesEnd) {
  class Broken final : public ByteSource {
   public:
    Result<std::string_view> next() override { return fail(ErrorKind::environment, "the daemon is gone"); }
  } source;
  const auto summary = walk_archive(source, {}, {});
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind, ErrorKind::environment);
  EXPECT_EQ(summary.error().message, "the daemon is gone");
}

}  // namespace
}  // namespace roadworthy
