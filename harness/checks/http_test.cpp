#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "checks/http_expectation.h"
#include "checks/test_check.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kAsk = "http: \"GET http://edge:3000/api/health\"";

/// What an expectation misses in an answer, a line each; `holds` if nothing.
std::string mismatch(const std::string& expectation, const HttpAnswer& answer) {
  const auto document = parse_document("test.yaml", expectation);
  Errors errors;
  Decoder decode(document.value(), errors, "a check");
  const HttpExpectation parsed = parse_http_expectation(decode);
  decode.finish();
  EXPECT_TRUE(errors.empty()) << expectation << ": " << describe(errors.front());
  const auto mismatches = parsed.compare(answer);
  return mismatches.empty() ? "holds" : describe_all(mismatches);
}

HttpAnswer with_body(std::string body) {
  return {.status = 200, .headers = {}, .body = std::move(body)};
}

/// The mistakes of a check that asks for /api/health and expects what `keys` say.
std::string mistakes_with(const std::string& keys) {
  return mistakes_of("{" + std::string(kAsk) + ", " + keys + "}");
}

TEST(HttpCheck, LooksAtARealAnswer) {
  const SocketServer server(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n"
      "{\"status\":\"healthy\"}");
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());

  const auto seen = look_once("{" + std::string(kAsk) + ", status: 200, json: {/status: healthy}}", stand);

  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_TRUE(seen->holds);
  EXPECT_TRUE(seen->answered);
  EXPECT_EQ(seen->sample, "200");
  EXPECT_EQ(seen->seen, "200 application/json, 20 bytes: {\"status\":\"healthy\"}");
  EXPECT_EQ(seen->body, "{\"status\":\"healthy\"}");
}

TEST(HttpCheck, TakesNoAnswerForWhatWasSeen) {
  FakeStand stand;

  const auto seen = look_once("{" + std::string(kAsk) + ", status: [200, 204]}", stand);

  ASSERT_TRUE(seen);
  EXPECT_FALSE(seen->holds);
  EXPECT_FALSE(seen->answered);
  EXPECT_EQ(seen->sample, "none");
  EXPECT_EQ(describe_all(seen->mismatches), "200 or 204, seen no answer: connection refused");
}

TEST(HttpCheck, WaitsNoLongerThanItsTimeout) {
  SocketServer server([](SocketTalk& talk) { talk.await_client_gone(); });
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());

  // How much of the timeout is left when the exchange begins is the machine's matter.
  EXPECT_THAT(look_once("{" + std::string(kAsk) + ", timeout: 150ms}", stand)->seen,
              testing::MatchesRegex("no answer: no answer within 1[0-5][0-9]ms"));
}

TEST(HttpCheck, KeepsFourKilobytesOfTheBody) {
  const SocketServer server("HTTP/1.0 200 OK\r\n\r\n" + std::string(10'000, 'x'));
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());

  const auto seen = look_once("{" + std::string(kAsk) + "}", stand);

  EXPECT_EQ(seen->body.size(), 4096U);
  EXPECT_LT(seen->seen.size(), 400U);
}

TEST(HttpCheck, SendsWhatItsRequestSays) {
  const SocketServer server("HTTP/1.0 200 OK\r\n\r\n");
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());

  ASSERT_TRUE(look_once("{http: \"PUT http://edge/x\", body: \"{}\", request_headers: {Content-Type: text/y}}", stand));

  EXPECT_EQ(server.last_request(),
            "PUT /x HTTP/1.1\r\nHost: edge\r\nAccept: */*\r\nContent-Type: text/y\r\n"
            "Content-Length: 2\r\n\r\n{}");
}

TEST(HttpExpectation, IsAnyAnswerWithoutASingleExpectation) {
  EXPECT_EQ(mismatch("{}", {.status = 500}), "holds");
}

TEST(HttpExpectation, ComparesTheStatusWithOneOrSeveral) {
  EXPECT_EQ(mismatch("{status: 200}", {.status = 200}), "holds");
  EXPECT_EQ(mismatch("{status: [200, 204]}", {.status = 204}), "holds");
  EXPECT_EQ(mismatch("{status: [200, 204]}", {.status = 503}), "status 200 or 204, seen status 503");
}

TEST(HttpExpectation, ComparesHeadersWhateverTheirCase) {
  const HttpAnswer answer{.status = 200, .headers = {{"Content-Type", "text/plain"}}};
  EXPECT_EQ(mismatch("{headers: {content-type: {contains: plain}}}", answer), "holds");
  EXPECT_EQ(mismatch("{headers: {content-type: text/html}}", answer),
            "header content-type is \"text/html\", seen header content-type: \"text/plain\"");
  EXPECT_EQ(mismatch("{headers: {X-A: {exists: true}}}", answer), "header X-A exists, seen header X-A: nothing there");
}

TEST(HttpExpectation, FindsValuesByJsonPointer) {
  const HttpAnswer answer = with_body(R"({"a/b": {"c~d": [10, {"": 20}]}, "e": null, "0": "zero"})");

  EXPECT_EQ(mismatch("{json: {/a~1b/c~0d/0: 10}}", answer), "holds");
  EXPECT_EQ(mismatch("{json: {/a~1b/c~0d/1/: 20}}", answer), "holds");
  EXPECT_EQ(mismatch("{json: {/e: null, /0: zero}}", answer), "holds");
  EXPECT_EQ(mismatch("{json: {\"\": {type: object}}}", answer), "holds");
  for (const char* pointer : {"/a~1b/c~0d/2", "/a~1b/c~0d/-", "/a~1b/c~0d/x", "/a~1b/c~0d/00", "/e/f", "/missing"}) {
    EXPECT_EQ(mismatch("{json: {\"" + std::string(pointer) + "\": 1}}", answer),
              std::string(pointer) + " is 1, seen " + pointer + " is nothing there");
  }
}

TEST(HttpExpectation, TellsEverythingThatDiffers) {
  EXPECT_EQ(mismatch("{status: 200, headers: {X-A: b}, json: {/a: 1, /b: 2, /c: 3}, text: {contains: z}, size: 5, "
                     "faster_than: 1s}",
                     {.status = 503, .body = R"({"a":9,"b":2})", .took = 2s}),
            "status 200, seen status 503\n"
            "header X-A is \"b\", seen header X-A: nothing there\n"
            "/a is 1, seen /a is 9\n"
            "/c is 3, seen /c is nothing there\n"
            "the body contains \"z\", seen the body is \"{\\\"a\\\":9,\\\"b\\\":2}\"\n"
            "the size of the body is 5, seen 13 bytes\n"
            "an answer within 1s, seen an answer after 2s");
}

TEST(HttpExpectation, HoldsWithOneOfSeveralAlternatives) {
  const std::string expectation = "{any_of: [{/a: 1, /b: 1}, {/a: 2, /b: 3}]}";

  EXPECT_EQ(mismatch(expectation, with_body(R"({"a": 2, "b": 3})")), "holds");
  EXPECT_EQ(mismatch(expectation, with_body(R"({"a": 2, "b": 4})")),
            "in the closest alternative, /b is 3, seen /b is 4");
}

TEST(HttpExpectation, ComparesTextAndSize) {
  EXPECT_EQ(mismatch("{text: {matches: \"^ok\"}, size: {at_most: 2}}", with_body("ok")), "holds");
  EXPECT_EQ(mismatch("{text: {matches: caf}}", with_body("caf\xe9")), "holds");
  EXPECT_EQ(mismatch("{text: {contains: x}}", with_body("caf\xe9")),
            "the body contains \"x\", seen the body is \"caf\uFFFD\"");
}

TEST(HttpExpectation, SaysThatABodyIsNoJson) {
  EXPECT_EQ(mismatch("{json: {/a: {exists: false}}}", with_body("")), "a JSON body, seen an empty body");
  EXPECT_EQ(mismatch("{any_of: [{/a: 1}]}", with_body("oops")), "a JSON body, seen no JSON (at byte 1): oops");
  EXPECT_EQ(mismatch("{json: {/a: 1}}", with_body(std::string(100'000, '['))),
            "a JSON body, seen JSON nested deeper than 200 levels");
  EXPECT_EQ(mismatch("{json: {/a: 1}}", with_body("{\"a\": \"\xff\"}")),
            "a JSON body, seen no JSON (at byte 8): {\"a\": \"?\"}");
}

TEST(HttpExpectation, TakesNoPartOfABodyForTheWhole) {
  EXPECT_EQ(mismatch("{json: {/a: 1}}", {.status = 200, .body = "{\"a\":1}", .body_cut = true}),
            "a JSON body, seen a body longer than 7 bytes");
  EXPECT_EQ(mismatch("{size: 9}", {.status = 200, .body = "{\"a\":1}", .body_cut = true}),
            "the size of the body is 9, seen 7 bytes and more");
}

TEST(HttpExpectation, DescribesAnAnswerOnOneLine) {
  EXPECT_EQ(describe_answer({.status = 204}), "204 without a type, 0 bytes");
  EXPECT_EQ(
      describe_answer({.status = 200, .headers = {{"content-type", "x"}}, .body = "a\nb\x1b[31m", .body_cut = true}),
      "200 x, 8 bytes and more: a?b?[31m");
  EXPECT_LT(describe_answer({.status = 200, .headers = {{"content-type", std::string(60'000, 'x')}}}).size(), 200U);
}

TEST(HttpCheck, DescribesItself) {
  const ReadCheck read = read_check(
      "{http: \"GET http://localhost:3000/a?b=c\", from: status, status: [200, 204], "
      "headers: {X-A: b}, json: {/a: {not_empty: true}, \"\": {type: object}}, any_of: [{/b: 1}], "
      "text: {contains: x}, size: {below: 9}, faster_than: 2s}");

  EXPECT_EQ(read.mistakes, "");
  EXPECT_EQ(
      read.check.description,
      "GET http://localhost:3000/a?b=c from status answers 200 or 204, X-A is \"b\", /a is not empty, the body is of "
      "type object, one of 1 alternatives, a body that contains \"x\", a size that is below 9, within 2s");
  ASSERT_EQ(read.check.addresses.size(), 1U);
  EXPECT_EQ(read.check.addresses[0].name, "status");
}

TEST(HttpCheck, DependsOnThePodThatItAsks) {
  const ReadCheck read = read_check("{" + std::string(kAsk) + "}");

  ASSERT_EQ(read.check.addresses.size(), 1U);
  EXPECT_EQ(read.check.addresses[0].name, "edge");
  EXPECT_FALSE(read.check.follows_events);
}

TEST(HttpCheck, RefusesWhatIsNoRequest) {
  EXPECT_EQ(mistakes_of("{http: \"http://edge/\"}"),
            "`http://edge/` is no request: write METHOD and address: GET http://POD:PORT/PATH\n");
  EXPECT_EQ(mistakes_of("{http: \"get http://edge/\"}"),
            "`get http://edge/` is no request: write METHOD and address: GET http://POD:PORT/PATH\n");
  EXPECT_EQ(mistakes_of("{http: \"GET https://edge/\"}"),
            "`https://edge/` is no http address: write it as http://HOST:PORT/PATH\n");
  for (const char* host : {"localhost", "127.0.0.1"}) {
    EXPECT_EQ(mistakes_of("{http: \"GET http://" + std::string(host) + "/\"}"),
              "whose `" + std::string(host) +
                  "` is meant?: name the pod, or add `from: CONTAINER` to ask from inside its pod\n");
  }
}

TEST(HttpCheck, RefusesExpectationsThatCannotBe) {
  EXPECT_EQ(mistakes_with("status: 99"), "99 is no HTTP status: it is a number from 100 to 599\n");
  EXPECT_EQ(mistakes_with("status: []"), "`status` names no status: leave it out if any will do\n");
  EXPECT_EQ(mistakes_with("json: {status: healthy}"), "`status` is no JSON Pointer: begin it with a slash: /status\n");
  EXPECT_EQ(mistakes_with("json: {/a~b: 1}"), "`/a~b` is no JSON Pointer: write ~0 for ~ and ~1 for / within a name\n");
  EXPECT_EQ(mistakes_with("json: {}"), "this expects nothing: write /status: healthy\n");
  EXPECT_THAT(mistakes_with("json: [1]"), StartsWith("expected JSON Pointers and what is expected there, not "));
  EXPECT_EQ(mistakes_with("any_of: []"), "`any_of` takes a list of alternatives, each like `json`\n");
  EXPECT_EQ(mistakes_with("headers: [1]"), "`headers` takes names and what is expected of them\n");
  EXPECT_THAT(mistakes_with("faster_than: 5"), HasSubstr("5"));
  EXPECT_THAT(mistakes_with("statsu: 5"), HasSubstr("did you mean `status`"));
}

TEST(HttpExpectation, FindsAValueWhereTheProfileSays) {
  HttpAnswer answer = with_body(R"({"data":{"value":25}})");
  answer.headers = {{"X-Value", "blue"}};
  EXPECT_EQ(mismatch("value: { at: /data/value, is: 25 }", answer), "holds");
  EXPECT_EQ(mismatch("value: [{ at: header x-value, is: blue }, { at: status, is: 200 }]", answer), "holds");
  EXPECT_EQ(mismatch("value: { at: head, is: { contains: 'X-Value: blue' } }", answer), "holds");
  EXPECT_EQ(mismatch("value: { at: /data/other, is: { exists: false } }", answer), "holds");
  EXPECT_EQ(mismatch("value: { at: body, is: 'two words' }", with_body(" two words\n")), "holds");
  EXPECT_EQ(mismatch("value: { at: 'metric up{job=\"a\"}', is: 1 }", with_body("up{job=\"a\",x=\"y\"} 1\n")), "holds");
  EXPECT_EQ(mismatch("value: { at: metric ratio, is: 0.5 }", with_body("ratio 0.5\n")), "holds");
}

TEST(HttpExpectation, SaysWhatStandsThereInstead) {
  EXPECT_EQ(mismatch("value: { at: /value, is: 25 }", with_body(R"({"value":30})")), "/value is 25, seen /value is 30");
  EXPECT_THAT(mismatch("value: { at: /value, is: 25 }", with_body("blue")), StartsWith("a value at /value, seen "));
  EXPECT_EQ(mismatch("value: { at: metric up, is: 1 }", with_body("{}")),
            "a value at metric up, seen no Prometheus text: line 1: the last line has no newline");
}

TEST(HttpExpectation, ReadsPrometheusText) {
  EXPECT_EQ(mismatch("prometheus: { at_least: 2 }", with_body("a 1\nb 2\n")), "holds");
  EXPECT_EQ(mismatch("prometheus: { at_least: 3 }", with_body("a 1\nb 2\n")),
            "Prometheus text whose number of samples is at least 3, seen 2 samples");
  EXPECT_EQ(mismatch("prometheus: { at_least: 1 }", with_body("a one\n")),
            "Prometheus text, seen line 1: `one` is no value");
}

TEST(HttpCheck, APlaceThatIsNoneIsPointedAt) {
  EXPECT_THAT(mistakes_with("value: { at: value, is: 1 }"), HasSubstr("`value` is no place of a value"));
  EXPECT_THAT(mistakes_with("value: { at: metric 1up, is: 1 }"), HasSubstr("`metric 1up` names no metric"));
  EXPECT_THAT(mistakes_with("value: { at: /value }"), HasSubstr("needs the key `is`"));
  EXPECT_THAT(mistakes_with("value: []"), HasSubstr("`value` names no value"));
}

TEST(HttpExpectation, AStatusMayBeAnyOfItsClass) {
  EXPECT_EQ(mismatch("status: 4xx", {.status = 404, .headers = {}, .body = {}}), "holds");
  EXPECT_EQ(mismatch("status: [2xx, 503]", {.status = 204, .headers = {}, .body = {}}), "holds");
  EXPECT_EQ(mismatch("status: [4xx, 503]", {.status = 500, .headers = {}, .body = {}}),
            "status 4xx or 503, seen status 500");
  EXPECT_THAT(mistakes_with("status: 6xx"), HasSubstr("6xx"));
}

}  // namespace
}  // namespace roadworthy
