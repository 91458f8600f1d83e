#include <fmt/format.h>
#include <gmock/gmock.h>
#include <zlib.h>

#include "checks/test_check.h"
#include "core/base64.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

const std::string kToken = "correct-horse/battery";

FakeStand stand_with_secret() {
  Topology topology = one_pod("edge", {"status"});
  topology.secrets = Secrets(std::map<std::string, std::string>{{"token", kToken}});
  return FakeStand(std::move(topology), Time::real);
}

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string wrong_with(const std::string& body, const std::string& head = "HTTP/1.1 200 OK") {
  const SocketServer server(fmt::format("{}\r\nContent-Length: {}\r\n\r\n{}", head, body.size(), body));
  FakeStand stand = stand_with_secret();
  stand.connect_to(server.port());
  const auto seen = look_once("{secrets: \"GET http://edge:3000/\"}", stand);
  std::string words = seen ? describe_all(seen->mismatches) : seen.error().message;
  for (const std::string_view prefix = "no secret in GET http://edge:3000/, seen "; words.starts_with(prefix);) {
    words.erase(0, prefix.size());
  }
  EXPECT_EQ(words.find(kToken), std::string::npos) << "a report would show it";
  return words;
}

TEST(SecretsCheck, FindsASecretAsItIsAndEncoded) {
  EXPECT_EQ(wrong_with("nothing here"), "");
  EXPECT_EQ(wrong_with("token: " + kToken), "secret `token` as it is");
  EXPECT_EQ(wrong_with(R"({"t":"correct-horse\/battery"})"), "secret `token` escaped");
  EXPECT_EQ(wrong_with("x Y29ycmVjdC1ob3JzZS9iYXR0ZXJ5 y"), "secret `token` in base64");
  EXPECT_EQ(wrong_with("636f72726563742d686f7273652f62617474657279"), "secret `token` in hexadecimal");
}

TEST(SecretsCheck, LooksIntoWhatIsCompressed) {
  EXPECT_EQ(wrong_with(gzip("a log with " + kToken + " in it")), "secret `token` as it is in member `content`");
  EXPECT_EQ(wrong_with(gzip(gzip("twice " + kToken))), "secret `token` as it is in member `content!content`");
}

TEST(SecretsCheck, LooksIntoWhatIsCompressedAndThenBase64) {
  const std::string packed = to_base64(gzip("{\"a\": \"a text with " + kToken + " in it, and more behind it\"}"));
  EXPECT_EQ(wrong_with(packed), "secret `token` as it is in member `content` in base64");
  EXPECT_EQ(wrong_with("{\"data\": \"" + packed + "\"}"), "secret `token` as it is in member `content` in base64");
  EXPECT_EQ(wrong_with("env: " + packed.substr(0, 40) + "\n" + packed.substr(40, 20) + "\\n" + packed.substr(60)),
            "secret `token` as it is in member `content` in base64")
      << "wrapped, plainly and as in JSON";
  EXPECT_EQ(wrong_with(gzip("log\n" + packed)),
            "secret `token` as it is in member `content` in base64 in member `content`");
  EXPECT_EQ(wrong_with(to_base64(gzip("log " + packed + "\n"))),
            "secret `token` as it is in member `content` in base64 in member `content` in base64");
}

TEST(SecretsCheck, TakesBase64ThatUnpacksToNothingForWhatItIs) {
  EXPECT_EQ(wrong_with("H4sI begins no more than a word, and H4sIAAAAAAAAAzzzzzzzzzzzzzzzzzzzzzzzz is one by chance"),
            "");
  EXPECT_EQ(wrong_with(to_base64(gzip("nothing to see in a text of some length"))), "");
}

TEST(SecretsCheck, LooksAtHeaders) {
  EXPECT_EQ(wrong_with("", "HTTP/1.1 200 OK\r\nSet-Cookie: t=" + kToken), "secret `token` as it is in the headers");
}

TEST(SecretsCheck, DoesNotHoldWhereThereIsNothingToLookInto) {
  EXPECT_EQ(wrong_with("gone", "HTTP/1.1 500 No"), "GET http://edge:3000/ answers 2xx, seen status 500");
  EXPECT_EQ(wrong_with(gzip("cut short").substr(0, 15)),
            "it could not be looked through: the gzip stream is cut short");
}

TEST(SecretsCheck, GoesWhereAPageSendsOnTo) {
  const auto seen_at = [](const std::string& location) {
    const SocketServer server([&](SocketTalk& talk) {
      const std::string page = talk.read_request().starts_with("GET /index.html ") ? kToken : "";
      talk.send(page.empty() ? fmt::format("HTTP/1.1 307 See\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", location)
                             : fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", page.size(), page));
    });
    FakeStand stand = stand_with_secret();
    stand.connect_to(server.port());
    const auto seen = look_once("{secrets: \"GET http://edge:3000/?from=here\"}", stand);
    return seen ? describe_all(seen->mismatches) : seen.error().message;
  };
  for (const char* const location : {"/index.html", "index.html", "http://edge:3000/index.html"}) {
    EXPECT_EQ(seen_at(location), "no secret in GET http://edge:3000/?from=here, seen secret `token` as it is");
  }
  // Another server's page, and a page that sends on to itself, are none that can be looked through.
  for (const char* const location : {"http://elsewhere/index.html", "//elsewhere/", "/"}) {
    EXPECT_EQ(seen_at(location), "GET http://edge:3000/?from=here answers 2xx, seen status 307");
  }
}

TEST(SecretsCheck, LooksAtALog) {
  FakeStand stand = stand_with_secret();
  stand.print("status", "starting with " + kToken);
  const auto seen = look_once("{secrets: [log status]}", stand);
  ASSERT_TRUE(seen);
  EXPECT_EQ(describe_all(seen->mismatches), "no secret in the log of status, seen secret `token` as it is");
}

TEST(HttpCheck, HidesSecretsBeforeItCutsWhatItShows) {
  const std::string body = std::string(190, 'x') + kToken + std::string(100, 'y');
  const SocketServer server(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body));
  FakeStand stand = stand_with_secret();
  stand.connect_to(server.port());
  const auto seen = look_once("{http: \"GET http://edge:3000/\", text: other}", stand);
  ASSERT_TRUE(seen);
  EXPECT_EQ((seen->seen + seen->body + describe_all(seen->mismatches)).find("correct"), std::string::npos);
}

}  // namespace
}  // namespace roadworthy
