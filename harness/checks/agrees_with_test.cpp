#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "checks/log_type_agreement.h"
#include "checks/test_check.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

using nlohmann::json;

json served() {
  return json::parse(R"({"ok": true, "served": {
    "/_node/stats": {"number": 7, "document": {"events": {"in": 120, "out": 100}, "jvm": {"heap": 0.4213}}},
    "/_node": {"number": 8, "document": {"version": "8.16.2", "events": {"rate": 3}}}}})");
}

/// What is wrong with a body beside what the stand-in served; `holds` if nothing.
std::string compare(const std::string& values, const std::string& body) {
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  FakeStand stand(one_pod("edge", {"status", "logstash"}), Time::real);
  stand.connect_to(server.port());
  stand.answer_control(served());
  const auto seen = look_once(
      "{ http: \"GET http://edge/stats\", agrees_with: { stand_in: logstash, values: " + values + " } }", stand);
  EXPECT_TRUE(seen);
  return seen->holds ? "holds" : describe_all(seen->mismatches);
}

TEST(AgreesWith, FindsFiguresByTheirValue) {
  EXPECT_EQ(compare("[/events/in, /events/out, /version]", R"({"a": [{"b": 120}], "c": "100", "d": "v8.16.2"})"),
            "holds");
  EXPECT_EQ(compare("[/events/in, /version]", R"({"a": 121})"),
            "/events/in of logstash (120) in the body, seen no such value\n"
            "/version of logstash (\"8.16.2\") in the body, seen no such value");
}

TEST(AgreesWith, AFractionMayBeRounded) {
  EXPECT_EQ(compare("[/jvm/heap]", R"({"a": 0.42})"), "holds");
  EXPECT_NE(compare("[/jvm/heap]", R"({"a": 0.43})"), "holds");
}

TEST(AgreesWith, OneOfAListIsEnough) {
  EXPECT_EQ(compare("[[/events/in, /events/out]]", R"({"a": 100})"), "holds");
  EXPECT_EQ(compare("[[/events/in, /events/none]]", R"({"a": 100})"),
            "/events/in of logstash (120) or /events/none of logstash (nothing there) in the body, seen no such value");
}

TEST(AgreesWith, ABodyThatIsNoJsonIsAMismatch) {
  EXPECT_EQ(compare("[/events/in]", "120"), "holds");
  EXPECT_EQ(compare("[/events/in]", "in: 120"), "a JSON body, seen no JSON (at byte 1): in: 120");
}

TEST(AgreesWith, WithoutAStandInNothingIsShown) {
  FakeStand stand(one_pod("edge", {"status", "logstash"}), Time::real);
  stand.answer_control(fail(ErrorKind::unavailable, "logstash is no stand-in, so it takes no commands"));
  const auto seen =
      look_once("{ http: \"GET http://edge/\", agrees_with: { stand_in: logstash, values: [/a] } }", stand);
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().kind, ErrorKind::unavailable);
}

TEST(AgreesWith, MistakesArePointedOut) {
  const auto mistakes = [](const std::string& keys) {
    return mistakes_of("{ http: \"GET http://edge/\", agrees_with: { stand_in: logstash" + keys + " } }");
  };
  EXPECT_EQ(mistakes(""), "`agrees_with` needs `values` or `log_types: true`\n");
  EXPECT_EQ(mistakes(", values: []"), "`values` takes a list of JSON Pointers into what the stand-in reports\n");
  EXPECT_EQ(mistakes(", values: [events]"), "`events` is no JSON Pointer: write /jvm/mem/heap_used_in_bytes\n");
}

/// 100 events of suricata (10 dropped) with an output of their own, 60 of fqdn and 30 of cmd that share one.
json reported() {
  return json::parse(R"({
    "log_types": {"suricata": {"in": 100, "dropped": 10, "out": 80, "undelivered": 10},
                  "fqdn": {"in": 600, "dropped": 0, "out": 600, "undelivered": 0},
                  "cmd": {"in": 300, "dropped": 0, "out": 300, "undelivered": 0}},
    "outputs": [{"id": "splunk-suricata", "types": ["suricata"], "in": 90, "out": 80, "failures": 4, "retries": 0},
                {"id": "everything-else", "types": ["fqdn", "cmd"], "in": 900, "out": 900, "failures": 90, "retries": 7}]})");
}

std::string compare_types(const std::string& body) {
  const auto mismatches = compare_log_types(json::parse(body), reported());
  return mismatches.empty() ? "holds" : describe_all(mismatches);
}

TEST(LogTypes, MayBeMembersOrSaySoThemselves) {
  EXPECT_EQ(compare_types(R"({"types": {
      "suricata": {"drops": 10, "sent": 80, "bad": 4, "plugins": ["splunk-suricata"]},
      "fqdn": {"sent": 600, "bad": 60}, "cmd": {"sent": 300, "bad": 30}}})"),
            "holds");
  EXPECT_EQ(compare_types(R"([{"type": "Suricata", "n": [10, 80, 4]}, {"type": "fqdn", "n": [599, 61]},
                              {"type": "CMD", "n": [302, 29]}])"),
            "holds");
}

TEST(LogTypes, ASharedOutputMayBeCountedAsAWholeOutsideOfThem) {
  EXPECT_EQ(compare_types(R"({"suricata": [10, 80, 4], "fqdn": 0, "cmd": 0, "shared": {"events": 900, "failed": 90}})"),
            "holds");
}

TEST(LogTypes, ASharedOutputUnderOneTypeAloneIsAMismatch) {
  EXPECT_EQ(compare_types(R"({"suricata": [10, 80, 4], "fqdn": [900, 90], "cmd": 0})"),
            "of the 900 events of everything-else only its own under fqdn, seen all of them under it");
}

TEST(LogTypes, WhatIsNotCountedIsAMismatch) {
  EXPECT_EQ(compare_types(R"({"suricata": [80], "fqdn": [600], "cmd": [300]})"),
            "10 dropped events under suricata, seen no such number there\n"
            "4 failures of splunk-suricata, under suricata, seen no such number there\n"
            "90 failures of everything-else, divided among its types or as a whole, seen neither");
  EXPECT_EQ(compare_types(R"({"fqdn": [600, 60], "cmd": [300, 30]})"),
            "a part that is about suricata, seen none\n"
            "4 failures of splunk-suricata, under suricata, seen no such number there");
}

TEST(LogTypes, RetriesMayCountAsFailures) {
  EXPECT_EQ(compare_types(R"({"suricata": [10, 80, 4], "fqdn": 0, "cmd": 0, "shared": {"events": 900, "failed": 97}})"),
            "holds");
  EXPECT_NE(compare_types(R"({"suricata": [10, 80, 4], "fqdn": 0, "cmd": 0, "shared": {"events": 900, "failed": 91}})"),
            "holds");
}

TEST(LogTypes, WhatWaitsToBeDeliveredMayCountAsFailures) {
  EXPECT_EQ(
      compare_types(R"({"suricata": [10, 80, 14], "fqdn": 0, "cmd": 0, "shared": {"events": 900, "failed": 90}})"),
      "holds");
  EXPECT_NE(
      compare_types(R"({"suricata": [10, 80, 15], "fqdn": 0, "cmd": 0, "shared": {"events": 900, "failed": 90}})"),
      "holds");
}

TEST(LogTypes, APluginUnderAnotherTypeIsAMismatch) {
  EXPECT_EQ(
      compare_types(R"({"suricata": [10, 80, 4], "fqdn": [600, 60, {"id": "splunk-suricata"}], "cmd": [300, 30]})"),
      "splunk-suricata under suricata alone, seen it is under fqdn");
}

}  // namespace
}  // namespace roadworthy
