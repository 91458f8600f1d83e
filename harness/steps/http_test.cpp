#include <semaphore>

#include <gmock/gmock.h>

#include "steps/test_stand.h"
#include "testing/fake_stand.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::string answer(std::string_view body, std::string_view status = "200 OK") {
  return fmt::format("HTTP/1.1 {}\r\nX-Token: blue\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
}

struct Done {
  Result<void> result;
  Captures captured;
  std::string request;
};

Done ask(std::string_view text, std::string reply) {
  const SocketServer server(std::move(reply));
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());
  const ReadStep step = read_step(text);
  EXPECT_EQ(step.mistakes, "") << text;
  Done done{
      .result = step.action.run(stand, stand.clock().now() + std::chrono::minutes(1)), .captured = {}, .request = {}};
  done.captured = *step.action.captured;
  done.request = server.last_request();
  return done;
}

std::string error_of(const Done& done) {
  return done.result ? "none" : done.result.error().message;
}

TEST(HttpStep, SendsARequestAndTakesValuesFromTheAnswer) {
  const Done done = ask(R"(http: { request: "POST http://edge/api/x", body: hello, request_headers: { X-Kind: y },
    capture: { id: { json: /items/1 }, token: { header: x-token }, page: { body: true } } })",
                        answer(R"({"items":[1,"two"]})"));
  EXPECT_EQ(error_of(done), "none");
  EXPECT_THAT(done.captured,
              ElementsAre(Pair("id", "two"), Pair("page", R"({"items":[1,"two"]})"), Pair("token", "blue")));
  EXPECT_THAT(done.request, HasSubstr("POST /api/x HTTP/1.1\r\n"));
  EXPECT_THAT(done.request, HasSubstr("X-Kind: y\r\n"));
  EXPECT_THAT(done.request, testing::EndsWith("\r\n\r\nhello"));
}

TEST(HttpStep, ANumberIsTakenAsItIsWritten) {
  EXPECT_EQ(ask("http: { request: \"GET http://edge/\", capture: { n: { json: /n } } }", answer(R"({"n":12})"))
                .captured.at("n"),
            "12");
}

TEST(HttpStep, WhatIsNotThereIsTheSubjectsFailure) {
  const auto error = [](std::string_view capture, std::string_view body) {
    const auto done =
        ask(fmt::format("http: {{ request: \"GET http://edge/\", capture: {{ v: {} }} }}", capture), answer(body));
    EXPECT_EQ(done.result.error().kind, ErrorKind::no_answer);
    return error_of(done);
  };
  EXPECT_EQ(error("{ json: /a/b }", "{}"), "there is nothing at /a/b to capture as `v`");
  EXPECT_EQ(error("{ json: /a }", "no JSON"), "the body is no JSON to capture as `v`");
  EXPECT_EQ(error("{ json: /a }", R"({"a":[]})"), "at /a is a list or a mapping, too much to capture as `v`");
  EXPECT_EQ(error("{ header: X-None }", "{}"), "there is no header X-None to capture as `v`");
  EXPECT_TRUE(read_step("http: { request: \"GET http://edge/\" }").action.asks_subject);
}

TEST(HttpStep, AnotherStatusIsTheSubjectsFailure) {
  const Done done = ask("http: { request: \"GET http://edge/\", status: [200, 201] }", answer("gone", "410 Gone"));
  EXPECT_EQ(error_of(done), "the status is 410, not 200 or 201: gone");
}

TEST(HttpStep, NoAnswerIsTheSubjectsFailure) {
  FakeStand stand;
  const auto done = read_step("http: { request: \"GET http://edge/\" }").action.run(stand, TimePoint::max());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::no_answer);
  EXPECT_EQ(done.error().message, "connection refused");
}

TEST(HttpStep, MistakesArePointedAt) {
  EXPECT_EQ(read_step("http: { request: \"GET http://edge/\", status: 99 }").mistakes,
            R"(test.yaml:1:46: 99 is no HTTP status
  http: { request: "GET http://edge/", status: 99 }
                                               ^~
  it is a number from 100 to 599
)");
  EXPECT_EQ(read_step("http: { request: \"GET http://edge/\", capture: { a b: { body: true } } }").mistakes,
            R"(test.yaml:1:49: `a b` is no name for a captured value
  http: { request: "GET http://edge/", capture: { a b: { body: true } } }
                                                  ^~~
  use letters, digits and _
)");
  EXPECT_EQ(read_step("http: { request: \"GET http://edge/\", capture: { a: { json: a } } }").mistakes,
            R"(test.yaml:1:60: `a` is no JSON Pointer
  http: { request: "GET http://edge/", capture: { a: { json: a } } }
                                                             ^
  begin it with a slash: /a
)");
  EXPECT_THAT(read_step("http: { request: \"GET http://edge/\", capture: { a: {} } }").mistakes,
              HasSubstr("`a` is captured from exactly one of `json`, `header` and `body: true`"));
}

TEST(Load, SendsRequestsWhileTheStepsGoOn) {
  std::counting_semaphore<> requests(0);
  SocketServer server([&](SocketTalk& talk) {
    if (!talk.read_request().empty()) {
      talk.send(answer("ok"));
      requests.release();
    }
  });
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());
  const ReadStep step = read_step("load: { http: \"GET http://edge/\", rate: 1000, for: 1h, connections: 2 }");
  ASSERT_EQ(step.mistakes, "");
  ASSERT_TRUE(step.action.run(stand, TimePoint::max()));
  for (int request = 0; request < 10; ++request) {
    ASSERT_TRUE(requests.try_acquire_for(std::chrono::seconds(20)));
  }
  step.action.finish();
}

TEST(Load, EndsByItself) {
  FakeStand stand(one_pod("edge", {"status"}), Time::real);  // Nobody listens.
  const ReadStep step = read_step("load: { http: \"GET http://edge/\", rate: 10, for: 1ms }");
  ASSERT_TRUE(step.action.run(stand, TimePoint::max()));
  step.action.finish();
}

TEST(Load, HasBounds) {
  EXPECT_EQ(read_step("load: { http: \"GET http://edge/\", rate: 5000, for: 1s }").mistakes,
            R"(test.yaml:1:41: 5000 requests a second cannot be sent
  load: { http: "GET http://edge/", rate: 5000, for: 1s }
                                          ^~~~
  from 0.1 to 1000 can
)");
  EXPECT_THAT(read_step("load: { http: \"GET http://edge/\", rate: 5, for: 1s, connections: 0 }").mistakes,
              HasSubstr("0 connections cannot be held"));
}

TEST(Exec, RunsAProgramInAContainer) {
  FakeStand stand;
  const ReadStep step = read_step("exec: { in: status, command: [kill, -HUP, 1] }");
  ASSERT_EQ(step.mistakes, "");
  ASSERT_TRUE(step.action.run(stand, TimePoint::max()));
  EXPECT_THAT(*stand.calls(), ElementsAre("run kill -HUP 1 in status"));
}

TEST(Exec, AnotherExitCodeIsTheSubjectsFailure) {
  FakeStand stand;
  stand.answer_exec(ExecResult{.exit_code = 2, .output = "no such process\n"});
  const auto done = read_step("exec: { in: status, command: [kill, 9999] }").action.run(stand, TimePoint::max());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::no_answer);
  EXPECT_EQ(done.error().message, "it ended with code 2, not 0: no such process?");
  EXPECT_TRUE(
      read_step("exec: { in: status, command: [kill, 9999], exit_code: 2 }").action.run(stand, TimePoint::max()));
}

TEST(Exec, NeedsACommand) {
  EXPECT_EQ(read_step("exec: { in: status, command: [] }").mistakes, R"(test.yaml:1:30: `command` is an empty list
  exec: { in: status, command: [] }
                               ^~
  name the program, then its arguments
)");
  EXPECT_EQ(read_step("exec: { in: status, command: [x], exit_code: 256 }").mistakes,
            R"(test.yaml:1:46: 256 is no exit code
  exec: { in: status, command: [x], exit_code: 256 }
                                               ^~~
  it is a number from 0 to 255
)");
}

TEST(Clock, SetsAnOffsetThatTheProgramReads) {
  FakeStand stand;
  for (const auto& [step, offset] :
       {std::pair("clock: { of: status, ahead: 25h }", "+90000"),
        std::pair("clock: { of: status, behind: 1min }", "-60"), std::pair("clock: { of: status, ahead: 0s }", "+0")}) {
    const ReadStep read = read_step(step);
    ASSERT_EQ(read.mistakes, "");
    EXPECT_TRUE(read.action.moves_clock);
    ASSERT_TRUE(read.action.run(stand, TimePoint::max()));
    EXPECT_EQ(stand.file("clock-status/offset"), offset);
  }
}

TEST(Clock, OfAProgramWithoutTheLibraryCannotBeMoved) {
  FakeStand stand;
  stand.answer_exec(ExecResult{.exit_code = 1});
  const auto done = read_step("clock: { of: status, ahead: 1h }").action.run(stand, TimePoint::max());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(done.error().message, "the clock of status cannot be moved: its program has not loaded libfaketime");
}

TEST(Clock, IsSetAheadOrBehind) {
  EXPECT_EQ(read_step("clock: { of: status }").mistakes, R"(test.yaml:1:14: a clock is set either `ahead` or `behind`
  clock: { of: status }
               ^~~~~~
  ahead: 0s gives the true time back
)");
}

}  // namespace
}  // namespace roadworthy
