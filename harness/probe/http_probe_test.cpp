#include "probe/http_probe.h"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_stand.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

/// Long enough that no busy machine reaches it.
constexpr Duration kPatience = 60s;
/// For answers that never come.
constexpr Duration kShort = 200ms;

Result<HttpAnswer> ask(const SocketServer& server, HttpRequest request = {}, Duration within = kPatience,
                       const HttpLimits& limits = {}) {
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());
  if (request.address.host.empty()) {
    request.address = {.host = "edge", .port = 3000, .target = "/api/health"};
  }
  return exchange(stand, request, stand.clock().now() + within, limits);
}

/// Why there was no answer.
std::string refusal(const Result<HttpAnswer>& answer) {
  if (answer) {
    return "status " + std::to_string(answer->status);
  }
  EXPECT_EQ(answer.error().kind, ErrorKind::no_answer) << answer.error().message;
  return answer.error().message;
}

TEST(HttpProbe, TellsStatusHeadersAndBody) {
  const SocketServer server(
      "HTTP/1.1 503 Service Unavailable\r\nContent-Type:  text/plain \r\nX-A: 1\r\n"
      "Content-Length: 5\r\n\r\nhello");

  const auto answer = ask(server);

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 503);
  EXPECT_THAT(answer->headers,
              ElementsAre(Pair("Content-Type", "text/plain"), Pair("X-A", "1"), Pair("Content-Length", "5")));
  EXPECT_EQ(answer->body, "hello");
  EXPECT_FALSE(answer->body_cut);
  EXPECT_GT(answer->took, Duration::zero());
}

TEST(HttpProbe, AsksForNothingThatTheRequestDoesNotName) {
  const SocketServer server("HTTP/1.1 204 No Content\r\n\r\n");

  ASSERT_TRUE(ask(server));

  EXPECT_EQ(server.last_request(), "GET /api/health HTTP/1.1\r\nHost: edge:3000\r\nAccept: */*\r\n\r\n");
}

TEST(HttpProbe, SendsTheBodyAndHeadersOfTheRequest) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const std::string body("a\0b", 3);

  ASSERT_TRUE(
      ask(server, {.method = "POST", .address = {}, .headers = {{"accept", "text/x"}, {"X-Empty", ""}}, .body = body}));

  EXPECT_EQ(server.last_request(),
            "POST /api/health HTTP/1.1\r\nHost: edge:3000\r\naccept: text/x\r\nX-Empty:\r\n"
            "Content-Length: 3\r\n\r\n" +
                body);
}

TEST(HttpProbe, AnnouncesThatAPostIsEmpty) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

  ASSERT_TRUE(ask(server, {.method = "POST"}));

  EXPECT_THAT(server.last_request(), HasSubstr("Content-Length: 0\r\n"));
}

TEST(HttpProbe, SendsThePathAsItIsWritten) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

  ASSERT_TRUE(ask(server, {.address = parse_http_address("http://edge:3000/a/../etc/%2e./x?q=1&r=/../").value()}));

  EXPECT_THAT(server.last_request(), StartsWith("GET /a/../etc/%2e./x?q=1&r=/../ HTTP/1.1\r\n"));
}

TEST(HttpProbe, ExpectsNoBodyOfAHead) {
  SocketServer server([](SocketTalk& talk) {
    (void)talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
    talk.await_client_gone();
  });

  const auto answer = ask(server, {.method = "HEAD"});

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer->header("content-length"), "500");
  EXPECT_EQ(answer->body, "");
}

TEST(HttpProbe, JoinsChunks) {
  const SocketServer server(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");

  EXPECT_EQ(ask(server).value().body, "abcde");
}

TEST(HttpProbe, TakesTheEndOfTheConnectionForTheEndOfABodyWithoutALength) {
  const SocketServer server("HTTP/1.0 200 OK\r\n\r\nall of it");

  EXPECT_EQ(ask(server).value().body, "all of it");
}

TEST(HttpProbe, LeavesInterimAnswersOut) {
  const SocketServer server(
      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  const auto answer = ask(server);

  EXPECT_EQ(answer.value().status, 200);
  EXPECT_THAT(answer.value().headers, ElementsAre(Pair("Content-Length", "2")));
}

TEST(HttpProbe, FollowsNoRedirect) {
  const SocketServer server("HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n");

  const auto answer = ask(server);

  EXPECT_EQ(answer.value().status, 302);
  EXPECT_EQ(*answer->header("LOCATION"), "http://elsewhere/");
  EXPECT_EQ(answer->header("Locatio"), nullptr);
}

TEST(HttpProbe, LeavesCompressionAlone) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08");

  EXPECT_EQ(ask(server).value().body, "\x1f\x8b\x08");
  EXPECT_THAT(server.last_request(), Not(HasSubstr("Accept-Encoding")));
}

TEST(HttpProbe, StopsReadingABodyThatNeverEnds) {
  std::size_t sent = 0;
  {
    SocketServer server([&](SocketTalk& talk) {
      (void)talk.read_request();
      talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
      const std::string block(1 << 16, 'x');
      while (sent < (1U << 30) && talk.send(block)) {
        sent += block.size();
      }
    });

    const auto answer = ask(server, {}, kPatience, {.header_bytes = 1000, .body_bytes = 100'000});

    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(answer->body_cut);
    EXPECT_EQ(answer->body.size(), 100'000U);
  }
  EXPECT_LT(sent, 1U << 26) << "what the kernel's buffers hold, and no more";
}

TEST(HttpProbe, TakesABodyThatIsJustAsLongAsTheLimit) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour");

  const auto answer = ask(server, {}, kPatience, {.body_bytes = 4});

  EXPECT_EQ(answer.value().body, "four");
  EXPECT_FALSE(answer->body_cut);
}

TEST(HttpProbe, CountsAnInvalidLengthAsNoAnswer) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello");

  EXPECT_THAT(refusal(ask(server)), StartsWith("not an HTTP answer: "));
}

TEST(HttpProbe, SaysHowMuchOfABodyIsMissing) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello world!");

  EXPECT_EQ(refusal(ask(server)), "the body ended after 12 of 500 bytes");
}

TEST(HttpProbe, SaysThatTheLastChunkIsMissing) {
  const SocketServer server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");

  EXPECT_EQ(refusal(ask(server)), "the body ended after 3 bytes, before its last chunk");
}

TEST(HttpProbe, RefusesAChunkWithoutALength) {
  const SocketServer server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n");

  EXPECT_THAT(refusal(ask(server)), AllOf(StartsWith("not an HTTP answer: "), HasSubstr("chunk")));
}

TEST(HttpProbe, RefusesAHeaderBlockThatNeverEnds) {
  SocketServer server([](SocketTalk& talk) {
    (void)talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\n");
    while (talk.send("X-Again: and again\r\n")) {
    }
  });

  EXPECT_EQ(refusal(ask(server)), "the header block is longer than 65536 bytes");
}

TEST(HttpProbe, RefusesInterimAnswersThatNeverEnd) {
  SocketServer server([](SocketTalk& talk) {
    (void)talk.read_request();
    while (talk.send("HTTP/1.1 100 Continue\r\n\r\n")) {
    }
  });

  EXPECT_EQ(refusal(ask(server)), "the header block is longer than 65536 bytes");
}

TEST(HttpProbe, RefusesAHeaderLineThatNeverEnds) {
  SocketServer server([](SocketTalk& talk) {
    (void)talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\nX-Long: ");
    const std::string block(1 << 12, 'x');
    while (talk.send(block)) {
    }
  });

  EXPECT_EQ(refusal(ask(server)), "the header block is longer than 65536 bytes");
}

TEST(HttpProbe, WaitsNoLongerThanTheDeadlineForAnAnswer) {
  SocketServer server([](SocketTalk& talk) { talk.await_client_gone(); });

  EXPECT_THAT(refusal(ask(server, {}, kShort)), MatchesRegex("no answer within (200|1[0-9][0-9])ms"));
}

TEST(HttpProbe, WaitsNoLongerThanTheDeadlineForABodyThatTrickles) {
  SocketServer server([](SocketTalk& talk) {
    (void)talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
    while (talk.send("x")) {
      std::this_thread::yield();
    }
  });

  const auto answer = ask(server, {}, kShort, {.body_bytes = 200'000'000});

  EXPECT_THAT(refusal(answer),
              testing::MatchesRegex("the answer was not complete within (200|1[0-9][0-9])ms \\([0-9]+ bytes of "
                                    "body had come\\)"));
}

TEST(HttpProbe, TellsAResetFromASilentClose) {
  SocketServer resets([](SocketTalk& talk) {
    (void)talk.read_request();
    talk.reset();
  });
  const SocketServer closes("");

  EXPECT_EQ(refusal(ask(resets)), "the connection was reset");
  EXPECT_EQ(refusal(ask(closes)), "the connection was closed without an answer");
}

TEST(HttpProbe, TellsHowMuchHadComeOfAnAnswerThatStops) {
  SocketServer server([](SocketTalk& talk) {
    (void)talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
    (void)talk.read_request();  // Ends when the client has gone, or when the server does.
  });
  EXPECT_THAT(refusal(ask(server, {}, kShort)),
              MatchesRegex("the answer was not complete within (200|1[0-9][0-9])ms \\(5 bytes of body had come\\)"));
}

TEST(HttpProbe, CallsGarbageNoHttpAnswer) {
  const SocketServer garbage("SSH-2.0-OpenSSH_9.2\r\n");
  const SocketServer binary(std::string("\x16\x03\x01\0\x05\x1b[31m", 10));

  EXPECT_EQ(refusal(ask(garbage)), "not an HTTP answer: Received HTTP/0.9 when not allowed");
  EXPECT_EQ(refusal(ask(binary)), "not an HTTP answer: Received HTTP/0.9 when not allowed");
}

TEST(HttpProbe, PassesOnThatTheConnectionWasRefused) {
  FakeStand stand;

  const auto answer = exchange(stand, {.address = {.host = "edge"}}, stand.clock().now() + kPatience);

  EXPECT_EQ(refusal(answer), "connection refused");
}

TEST(HttpProbe, EndsWhenTheRunIsInterrupted) {
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  SocketServer server([&](SocketTalk& talk) {
    (void)talk.read_request();
    stand.interrupt();
    talk.await_client_gone();
  });
  stand.connect_to(server.port());

  const auto answer = exchange(stand, {.address = {.host = "edge"}}, stand.clock().now() + 1h);

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::interrupted);
}

TEST(HttpStream, HandsOutHeadAndPiecesAsTheyCome) {
  const SocketServer server([](SocketTalk& talk) {
    (void)talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    talk.await_client_gone();
  });
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());

  auto stream = HttpStream::open(stand, {.address = {.host = "edge"}}, stand.clock().now() + 1min);

  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(stream->answer().status, 200);
  EXPECT_EQ(stream->next().value(), "abc");
}

TEST(HttpAddress, ReadsHostPortPathAndQuery) {
  const auto address = parse_http_address("http://edge:3000/api/health?full=1");
  const auto bare = parse_http_address("http://edge");

  ASSERT_TRUE(address && bare);
  EXPECT_EQ(address->host, "edge");
  EXPECT_EQ(address->port, 3000);
  EXPECT_EQ(address->target, "/api/health?full=1");
  EXPECT_EQ(bare->port, 80);
  EXPECT_EQ(bare->target, "/");
}

TEST(HttpAddress, RefusesWhatIsNoHttpAddress) {
  for (const char* text : {"", "edge:3000", "https://edge/", "file:///etc/passwd", "http://", "http://edge:99999/",
                           "http://edge:x/", "http://a b/"}) {
    const auto address = parse_http_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().message, "`" + std::string(text) + "` is no http address");
  }
}

TEST(HttpAddress, RefusesAPasswordWithoutRepeatingIt) {
  const auto address = parse_http_address("http://admin:hunter2@edge/");

  ASSERT_FALSE(address);
  EXPECT_EQ(address.error().message, "a user name or password does not belong in an address");
  EXPECT_EQ(address.error().remedy, "send it as a header, from a secret variable");
}

}  // namespace
}  // namespace roadworthy
