#include <gmock/gmock.h>

#include "checks/test_check.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

/// What is wrong with a body beside a file of that content; `holds` if nothing.
std::string compare(const std::string& keys, const std::string& file, const std::string& body) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());
  stand.put_file("logs/app.log", file);
  const auto seen =
      look_once("{ http: \"GET http://edge/logs\", same_as_file: { file: logs/app.log" + keys + " } }", stand);
  EXPECT_TRUE(seen);
  return seen->holds ? "holds" : describe_all(seen->mismatches);
}

TEST(SameAsFile, TheWholeFile) {
  EXPECT_EQ(compare("", "one\n two \n", "one\n two \n"), "holds");
  EXPECT_EQ(compare("", "", ""), "holds");
  EXPECT_EQ(
      compare("", "one\ntwo\n", "one\ntwo"),
      "the whole of logs/app.log (2 lines, 8 bytes), there `one?two?`, seen 2 lines, 7 bytes, from byte 7 on the end");
}

TEST(SameAsFile, ItsLastLines) {
  EXPECT_EQ(compare(", last_lines: 2", "one\ntwo\n\nfour", "\nfour"), "holds");
  EXPECT_EQ(compare(", last_lines: 2", "one\ntwo\n", "one\ntwo\n"), "holds");
  EXPECT_EQ(compare(", last_lines: 9", "one\ntwo\n", "one\ntwo\n"), "holds");
  EXPECT_EQ(compare(", last_lines: 1", "\n\n", "\n"), "holds");
  EXPECT_EQ(compare(", last_lines: 2", "one\ntwo\nthree\n", "three\ntwo\n"),
            "the last 2 lines of logs/app.log (2 lines, 10 bytes), there `two?three?`, "
            "seen 2 lines, 10 bytes, from byte 1 on `three?two?`");
}

/// A server that does something to the stand before it answers.
std::string compare_while(const std::string& before, const std::string& after, const std::string& body) {
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.put_file("logs/app.log", before);
  SocketServer server([&](SocketTalk& talk) {
    (void)talk.read_request();
    stand.put_file("logs/app.log", after);
    talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  });
  stand.connect_to(server.port());
  const auto seen =
      look_once("{ http: \"GET http://edge/\", same_as_file: { file: logs/app.log, last_lines: 1 } }", stand);
  EXPECT_TRUE(seen);
  return seen->holds ? "holds" : describe_all(seen->mismatches);
}

TEST(SameAsFile, AFileThatGrowsMeanwhileCountsAtEveryMoment) {
  EXPECT_EQ(compare_while("one\n", "one\ntwo\nthree\n", "one\n"), "holds");
  EXPECT_EQ(compare_while("one\n", "one\ntwo\nthree\n", "two\n"), "holds");
  EXPECT_EQ(compare_while("one\n", "one\ntwo\nthree\n", "three\n"), "holds");
  EXPECT_NE(compare_while("one\n", "one\ntwo\nthree\n", "four\n"), "holds");
  EXPECT_NE(compare_while("one\n", "another\n", "two\n"), "holds");
}

TEST(SameAsFile, AFileThatIsNotThereIsAMismatch) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());
  const auto seen = look_once("{ http: \"GET http://edge/\", same_as_file: { file: logs/none } }", stand);
  ASSERT_TRUE(seen);
  EXPECT_EQ(describe_all(seen->mismatches),
            "the whole of logs/none, seen cannot open none in volume logs: it does not exist");
}

TEST(SameAsFile, NamesItsVolume) {
  const auto read = read_check("{ http: \"GET http://edge/\", same_as_file: { file: logs/none } }");
  ASSERT_EQ(read.check.volumes.size(), 1u);
  EXPECT_EQ(read.check.volumes[0].name, "logs");
  EXPECT_EQ(read.check.description, "GET http://edge:80/ answers the whole of logs/none");
  EXPECT_EQ(mistakes_of("{ http: \"GET http://edge/\", same_as_file: { file: logs/none, last_lines: 0 } }"),
            "`last_lines` must be at least 1: leave it out to mean the whole file\n");
}

}  // namespace
}  // namespace roadworthy
