#include "mocks/http/server.h"

#include <atomic>
#include <cerrno>
#include <future>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "mocks/http/eventually.h"
#include "mocks/http/manual_clock.h"

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;

void echo(const httplib::Request& request, httplib::Response& response) {
  response.set_content(R"({"path":")" + request.path + R"("})", "application/json");
}

/// A server on a free port, with the clock that the test chooses.
struct Stage {
  explicit Stage(const Clock& clock, ServerOptions options = {})
      : faults(clock), server(at_home(std::move(options)), &echo, journal, faults, clock) {
    EXPECT_TRUE(server.start());
  }
  static ServerOptions at_home(ServerOptions options) {
    options.address.host = "127.0.0.1";
    return options;
  }
  void set(std::vector<Fault> list) { ASSERT_TRUE(server.set_faults(std::move(list))); }
  [[nodiscard]] httplib::Client client() const {
    httplib::Client client("127.0.0.1", server.port());
    client.set_read_timeout(30);  // A busy machine is no hanging server.
    return client;
  }
  [[nodiscard]] httplib::Result get(const std::string& path) const { return client().Get(path); }
  [[nodiscard]] int status_of(const std::string& path) const {
    const auto result = get(path);
    return result ? result->status : 0;
  }
  [[nodiscard]] std::uint64_t received() const { return journal.find({}).total; }

  Journal journal;
  Faults faults;
  Server server;
};

/// A client without manners: bytes out, bytes in.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  [[nodiscard]] bool connected() const { return connected_; }
  void send(std::string_view bytes) const {
    EXPECT_EQ(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  /// False once the server no longer takes anything.
  [[nodiscard]] bool try_send(std::string_view bytes) const {
    return ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0;
  }
  /// Everything until the server closes, or until it ends with `end`; `(still open)` behind it when neither comes.
  [[nodiscard]] std::string read(std::string_view end = "\xff") const {
    std::string all;
    std::array<char, 4096> part{};
    while (!all.ends_with(end)) {
      const ssize_t got = ::recv(socket_.get(), part.data(), part.size(), 0);
      if (got <= 0) {
        return got < 0 && errno == EAGAIN ? all + "(still open)" : all;
      }
      all.append(part.data(), static_cast<std::size_t>(got));
    }
    return all;
  }
  void leave() { socket_.reset(); }

 private:
  UniqueFd socket_;
  bool connected_ = false;
};

const SteadyClock kRealClock;
constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(Server, AnswersThroughTheHandlerAndRemembersTheExchange) {
  Stage stage(kRealClock);
  const auto answer =
      stage.client().Post("/a%20b?x=1", {{"X-Mark", "m"}, {"Accept-Encoding", "gzip"}}, "hello", "text/plain");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, R"({"path":"/a b"})");
  EXPECT_EQ(answer->get_header_value("Content-Encoding"), "");

  const auto seen = stage.journal.find({}).exchanges;
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].target, "/a%20b?x=1");
  EXPECT_EQ(seen[0].path, "/a b");
  EXPECT_EQ(seen[0].body, "hello");
  EXPECT_EQ(seen[0].status, 200);
  EXPECT_TRUE(seen[0].peer.starts_with("127.0.0.1:"));
  EXPECT_THAT(seen[0].headers, Contains(Pair("X-Mark", "m")));
  EXPECT_THAT(seen[0].headers, Contains(Pair("Accept-Encoding", "gzip")));
  EXPECT_THAT(seen[0].headers, ::testing::Not(Contains(Pair("REMOTE_ADDR", ::testing::_))));
}

TEST(Server, ServesManyRequestsOverOneConnection) {
  Stage stage(kRealClock);
  auto client = stage.client();
  client.set_keep_alive(true);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.Get("/"));
  }
  const auto seen = stage.journal.find({}).exchanges;
  ASSERT_EQ(seen.size(), 20U);
  for (const Exchange& exchange : seen) {
    EXPECT_EQ(exchange.peer, seen[0].peer);
  }
}

TEST(Server, ClosesWhenTheClientAsksForIt) {
  Stage stage(kRealClock);
  const RawClient client(stage.server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read(), ::testing::EndsWith(R"({"path":"/"})"));
}

TEST(Server, RefusesABodyBeyondItsBound) {
  Stage stage(kRealClock, {.request_body_bytes = 10});
  EXPECT_EQ(stage.client().Post("/", "eleven bytes", "text/plain")->status, 413);
}

TEST(Server, TakesALongBodyThatCallsItselfAForm) {
  const SteadyClock clock;
  const Stage stage(clock);
  const auto answer = stage.client().Post("/x", std::string(100'000, 'b'), "application/x-www-form-urlencoded");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  const auto seen = stage.journal.find({}).exchanges.at(0);
  EXPECT_EQ(seen.body_bytes, 100'000);
  EXPECT_THAT(seen.headers, Contains(Pair("Content-Type", "application/x-www-form-urlencoded")));
}

TEST(Server, CutsOffARequestWithoutEnd) {
  Stage stage(kRealClock, {.request_body_bytes = 10});
  const RawClient client(stage.server.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  EXPECT_TRUE(eventually([&] { return !client.try_send(chunk); }));
  EXPECT_EQ(stage.received(), 0U);
}

TEST(Server, TakesTheNextPortOfARangeWhenTheFirstIsTaken) {
  Stage first(kRealClock);
  const std::uint16_t taken = first.server.port();
  Stage second(kRealClock, {.address = {.first_port = taken, .last_port = static_cast<std::uint16_t>(taken + 20)}});
  EXPECT_GT(second.server.port(), taken);
  EXPECT_EQ(second.status_of("/"), 200);
}

TEST(Server, SaysWhenItsPortIsTaken) {
  Stage first(kRealClock);
  Journal journal;
  Faults faults(kRealClock);
  Server second({.address = {"127.0.0.1", first.server.port(), first.server.port()}}, &echo, journal, faults,
                kRealClock);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().kind, ErrorKind::environment);
  EXPECT_THAT(started.error().message, ::testing::HasSubstr("Address already in use"));
}

TEST(Server, ServesOthersWhileManyRequestsHang) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::hang, .path_prefix = "/hang"}});
  std::vector<std::unique_ptr<RawClient>> hanging;
  for (int i = 0; i < 100; ++i) {
    hanging.push_back(std::make_unique<RawClient>(stage.server.port()));
    hanging.back()->send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  ASSERT_TRUE(eventually([&] { return stage.received() == 100; }));
  EXPECT_EQ(stage.status_of("/other"), 200);
}

TEST(Server, StopsWhileRequestsHang) {
  auto stage = std::make_unique<Stage>(kRealClock);
  stage->set({{.kind = FaultKind::hang}});
  const RawClient client(stage->server.port());
  client.send(kGet);
  ASSERT_TRUE(eventually([&] { return stage->received() == 1; }));
  stage.reset();
  EXPECT_EQ(client.read(), "");
}

TEST(Server, KeepsItsPortClosedAtFirstWhenToldTo) {
  ManualClock clock;
  Stage stage(clock, {.closed_at_first = 1h});
  EXPECT_FALSE(RawClient(stage.server.port()).connected());
  stage.set({});  // Other faults do not open it early.
  EXPECT_FALSE(RawClient(stage.server.port()).connected());
  clock.advance(2h);
  stage.set({});
  EXPECT_EQ(stage.status_of("/"), 200);
}

TEST(Refuse, ClosesThePortAndComesBackToTheSame) {
  Stage stage(kRealClock);
  const std::uint16_t port = stage.server.port();
  stage.set({{.kind = FaultKind::refuse}});
  EXPECT_FALSE(RawClient(port).connected());
  EXPECT_EQ(stage.get("/").error(), httplib::Error::Connection);
  stage.set({});
  EXPECT_EQ(stage.server.port(), port);
  EXPECT_EQ(stage.status_of("/"), 200);
}

TEST(Refuse, CutsConnectionsThatAreOpen) {
  Stage stage(kRealClock, {.patience = 1h});
  const RawClient client(stage.server.port());
  client.send(kGet);
  EXPECT_THAT(client.read(R"({"path":"/"})"), ::testing::StartsWith("HTTP/1.1 200 OK"));
  stage.set({{.kind = FaultKind::refuse}});
  EXPECT_EQ(client.read(), "");
}

TEST(Refuse, EndsByItselfAfterItsTime) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::refuse, .length = 20ms}});
  EXPECT_TRUE(eventually([&] { return stage.status_of("/") == 200; }));
}

TEST(Hang, AnswersOnceItIsCleared) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::hang}});
  auto answer = std::async(std::launch::async, [&] { return stage.status_of("/"); });
  ASSERT_TRUE(eventually([&] { return stage.received() == 1; }));
  EXPECT_EQ(stage.journal.find({}).exchanges[0].status, 0);
  stage.set({});
  EXPECT_EQ(answer.get(), 200);
  EXPECT_THAT(stage.journal.find({}).exchanges[0].faults, ElementsAre("hang"));
}

TEST(Hang, EndsByItselfAfterItsTime) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::hang, .length = 20ms}});
  EXPECT_EQ(stage.status_of("/"), 200);
}

TEST(Hang, LetsGoOfAClientThatLeaves) {
  Stage stage(kRealClock, {.connections = 1});
  stage.set({{.kind = FaultKind::hang, .count = 1}});
  RawClient client(stage.server.port());
  client.send(kGet);
  ASSERT_TRUE(eventually([&] { return stage.received() == 1; }));
  EXPECT_EQ(stage.status_of("/"), 0);  // The one place is taken.
  client.leave();
  EXPECT_TRUE(eventually([&] { return stage.status_of("/") == 200; }));
}

TEST(StatusFault, AppliesToSoManyRequestsOfItsPath) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::status, .path_prefix = "/a", .count = 2, .status = 503, .body = "no"}});
  EXPECT_EQ(stage.status_of("/b"), 200);
  EXPECT_EQ(stage.get("/a")->body, "no");
  EXPECT_EQ(stage.status_of("/a/b"), 503);
  EXPECT_EQ(stage.status_of("/a"), 200);
}

TEST(StatusFault, EndsAfterItsTime) {
  ManualClock clock;
  Stage stage(clock);
  stage.set({{.kind = FaultKind::status, .length = 10s}});
  clock.advance(9s);
  EXPECT_EQ(stage.status_of("/"), 500);
  clock.advance(2s);
  EXPECT_EQ(stage.status_of("/"), 200);
}

TEST(Faults, ReplaceEachOtherInOneStep) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::status, .status = 501}});
  std::atomic<bool> ended = false;
  std::thread setter([&] {
    for (int i = 0; !ended; ++i) {
      stage.faults.set({{.kind = FaultKind::status, .status = i % 2 == 0 ? 502 : 501}});
    }
  });
  for (int i = 0; i < 200; ++i) {
    EXPECT_THAT(stage.status_of("/"), ::testing::AnyOf(501, 502));
  }
  ended = true;
  setter.join();
}

TEST(Faults, ApplyTogether) {
  Stage stage(kRealClock);
  stage.set(
      {{.kind = FaultKind::status, .status = 404}, {.kind = FaultKind::slow, .delay = 5ms}, {.kind = FaultKind::hang}});
  EXPECT_EQ(stage.status_of("/"), 404);
  EXPECT_THAT(stage.journal.find({}).exchanges[0].faults, ElementsAre("slow", "status"));
}

TEST(Slow, EndsEarlyWhenItIsCleared) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::slow, .delay = 1h}});
  auto answer = std::async(std::launch::async, [&] { return stage.status_of("/"); });
  ASSERT_TRUE(eventually([&] { return stage.received() == 1; }));
  stage.set({});
  EXPECT_EQ(answer.get(), 200);
}

TEST(WrongBody, IsNotWhatTheHandlerWouldHaveSaid) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::wrong_body, .body = "<html>", .content_type = "text/html"}});
  const auto answer = stage.get("/");
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "<html>");
  EXPECT_EQ(answer->get_header_value("Content-Type"), "text/html");
}

TEST(CutBody, AnnouncesMoreThanItSends) {
  Stage stage(kRealClock);
  stage.set({{.kind = FaultKind::cut_body, .send_bytes = 4}});
  const RawClient client(stage.server.port());
  client.send(kGet);
  const std::string answer = client.read();
  EXPECT_THAT(answer, ::testing::HasSubstr("Content-Length: 12\r\n"));
  EXPECT_THAT(answer, ::testing::HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(answer, ::testing::EndsWith("\r\n\r\n{\"pa"));
}

}  // namespace
}  // namespace roadworthy::mocks
