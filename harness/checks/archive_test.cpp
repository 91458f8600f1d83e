#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "checks/disposition.h"
#include "checks/test_check.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

struct Entry {
  std::string name;
  std::string text;
  std::string link = {};
};

std::string make_bundle(const std::vector<Entry>& entries) {
  std::string bytes(1u << 20, '\0');
  std::size_t used = 0;
  archive* out = archive_write_new();
  archive_write_set_format_pax_restricted(out);
  archive_write_add_filter_gzip(out);
  archive_write_set_bytes_in_last_block(out, 1);
  archive_write_open_memory(out, bytes.data(), bytes.size(), &used);
  for (const Entry& each : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, each.name.c_str());
    archive_entry_set_filetype(entry, each.link.empty() ? AE_IFREG : AE_IFLNK);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(each.text.size()));
    if (!each.link.empty()) {
      archive_entry_set_symlink(entry, each.link.c_str());
    }
    archive_write_header(out, entry);
    archive_write_data(out, each.text.data(), each.text.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
  bytes.resize(used);
  return bytes;
}

const std::string kDisposition = "Content-Disposition: attachment; filename=\"bundle.tar.gz\"\r\n";

std::string answer_with(const std::string& body, const std::string& headers = kDisposition) {
  return fmt::format("HTTP/1.1 200 OK\r\n{}Content-Length: {}\r\n\r\n{}", headers, body.size(), body);
}

/// What a check of /bundle with these keys finds wrong with an answer, a line each.
std::string wrong_with(const std::string& answer, const std::string& keys) {
  const SocketServer server(answer);
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());
  const auto seen = look_once("{archive: \"GET http://edge:3000/bundle\", " + keys + "}", stand);
  EXPECT_TRUE(seen) << seen.error().message;
  EXPECT_EQ(seen && seen->holds, seen && seen->mismatches.empty());
  return seen ? describe_all(seen->mismatches) : "";
}

std::string wrong_with_bundle(const std::vector<Entry>& entries, const std::string& keys = "format: tar.gz") {
  return wrong_with(answer_with(make_bundle(entries)), keys);
}

const std::vector<Entry> kSound{{"support/logstash.log", "line one\nline two\n"},
                                {"support/stats.json", R"({"in":1200})"}};

TEST(ArchiveCheck, HoldsForAWholeArchiveWithWhatIsExpected) {
  EXPECT_EQ(wrong_with_bundle(
                kSound,
                "format: tar.gz, attachment: {matches: \"gz$\"}, members: {logstash.log: {text: {contains: two}, size: "
                "18}, 'support/*.json': {json: {/in: 1200}}, stats.json: }, forbidden: ['*.key']"),
            "");
}

TEST(ArchiveCheck, NamesWhatIsMissingOrForbidden) {
  EXPECT_EQ(wrong_with_bundle(kSound, "members: {errors.json: }"), "a member `errors.json`, seen no such member");
  EXPECT_EQ(wrong_with_bundle(kSound, "forbidden: ['*.log']"), "no member `*.log`, seen member `support/logstash.log`");
  EXPECT_EQ(wrong_with_bundle(kSound, "members: {'*.json': {json: {/in: 7}}}"),
            "member `support/stats.json`: /in is 7, seen /in is 1200");
  EXPECT_EQ(wrong_with_bundle({{"logstash.log", ""}}, "members: {logstash.log: {text: {not_empty: true}}}"),
            "member `logstash.log`: its text is not empty, seen an empty member");
}

TEST(ArchiveCheck, DemandsTheFormatThatIsNamed) {
  EXPECT_EQ(wrong_with_bundle(kSound, "format: zip"), "a zip archive, seen a tar.gz archive");
}

TEST(ArchiveCheck, FindsNamesAndLinksThatLeadOut) {
  EXPECT_EQ(wrong_with_bundle({{"/etc/passwd", "x"}}), "no absolute names, seen member `/etc/passwd`");
  EXPECT_EQ(wrong_with_bundle({{"a/../../b", "x"}}), "no names that lead out (`..`), seen member `a/../../b`");
  EXPECT_EQ(wrong_with_bundle({{"C:\\x", "x"}}), "no absolute names, seen member `C:\\x`");
  EXPECT_EQ(wrong_with_bundle({{"a..b", "x"}}), "");
  EXPECT_EQ(wrong_with_bundle({{"logs", "", "/tmp"}}), "no links, seen member `logs` links to `/tmp`");
}

TEST(ArchiveCheck, SaysWhatIsNoWholeArchive) {
  const std::string bundle = make_bundle(kSound);
  EXPECT_EQ(wrong_with(answer_with(bundle.substr(0, bundle.size() / 2)), "format: tar.gz"),
            "a whole tar.gz archive, seen the gzip stream is cut short");
  EXPECT_EQ(wrong_with(answer_with("<html>"), "format: tar.gz"), "a whole tar.gz archive, seen it is no archive");
  // The end may come before the first look at the body, or after it.
  EXPECT_THAT(wrong_with("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + bundle.substr(0, 20), "timeout: 5s"),
              testing::AllOf(testing::StartsWith("a whole archive, seen "),
                             testing::EndsWith("the body ended after 20 of 500 bytes")));
}

TEST(ArchiveCheck, DemandsAnAttachmentWithAName) {
  EXPECT_EQ(wrong_with(answer_with(make_bundle(kSound), ""), "attachment: {matches: \"gz$\"}"),
            "an attachment whose file name matches /gz$/, seen no Content-Disposition");
  EXPECT_EQ(wrong_with(answer_with(make_bundle(kSound), "Content-Disposition: inline; filename=a.gz\r\n"),
                       "attachment: {matches: \"gz$\"}"),
            "an attachment whose file name matches /gz$/, seen Content-Disposition: inline; filename=a.gz");
}

TEST(ArchiveCheck, FindsATextInWhicheverMember) {
  EXPECT_EQ(wrong_with_bundle(kSound, "text: {contains: two}"), "");
  EXPECT_EQ(wrong_with_bundle(kSound, "text: {contains: two}, text_not_in: ['*.log']"),
            "a member that contains \"two\", seen none of 2");
}

TEST(ArchiveCheck, ComparesFiguresWithThoseOfAnotherAnswer) {
  const auto compare = [](const std::string& member) {
    const std::string bundle = answer_with(make_bundle({{"stats.json", member}}));
    const std::string stats = R"({"events":{"in":5000,"out":4900},"heap":{"max":1000000},"new":12345})";
    const SocketServer server([&](SocketTalk& talk) {
      const bool asks_for_bundle = talk.read_request().find("/bundle") != std::string::npos;
      talk.send(asks_for_bundle ? bundle : answer_with(stats, ""));
    });
    FakeStand stand(one_pod("edge", {"status"}), Time::real);
    stand.connect_to(server.port());
    const auto seen = look_once(
        "{archive: \"GET http://edge:3000/bundle\", members: {'*.json': {agrees_with: \"GET "
        "http://edge:3000/stats\"}}}",
        stand);
    return seen ? describe_all(seen->mismatches) : seen.error().message;
  };
  EXPECT_EQ(compare(R"({"pipeline":{"in":5000,"out":4900},"jvm":{"max":1000000}})"), "") << "in another shape";
  EXPECT_EQ(compare(R"({"in":4000,"out":4900,"max":1000000})"),
            "member `stats.json`: agrees with GET http://edge:3000/stats, seen /events/in is 5000, and `in` in the "
            "member is 4000");
  EXPECT_EQ(compare(R"({"other":1})"),
            "member `stats.json`: agrees with GET http://edge:3000/stats, seen 0 numbers in common");
}

TEST(ArchiveCheck, RefusesWhatItCannotMean) {
  EXPECT_THAT(mistakes_of("{archive: \"GET http://edge/\", members: {}}"), HasSubstr("`members` takes names"));
  EXPECT_THAT(mistakes_of("{archive: \"GET http://edge/\", members: {a: {txet: x}}}"), HasSubstr("unknown key `txet`"));
  EXPECT_THAT(mistakes_of("{archive: edge}"), HasSubstr("`edge` is no request"));
}

TEST(Attachment, IsReadAsRfc6266Says) {
  EXPECT_EQ(attachment_name("attachment; filename=\"a b.tar.gz\""), "a b.tar.gz");
  EXPECT_EQ(attachment_name("Attachment;filename=plain.tgz"), "plain.tgz");
  EXPECT_EQ(attachment_name("attachment; filename=\"x\"; filename*=UTF-8''b%C3%BCndel.tgz"), "b\u00fcndel.tgz");
  EXPECT_EQ(attachment_name("attachment"), std::nullopt);
  EXPECT_EQ(attachment_name("inline; filename=a"), std::nullopt);
}

}  // namespace
}  // namespace roadworthy
