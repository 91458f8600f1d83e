#include "checks/misplaced_figures.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checks/log_type_agreement.h"
#include "checks/test_check.h"

namespace roadworthy {
namespace {

using nlohmann::json;

/// Four types; every tenth event of suricata was dropped, and fqdn's output holds some back.
json reported() {
  return json::parse(R"({"log_types": {
    "suricata": {"in": 1000, "dropped": 100, "out": 900, "undelivered": 0},
    "mitm": {"in": 1500, "dropped": 0, "out": 1500, "undelivered": 0},
    "cmd": {"in": 500, "dropped": 0, "out": 500, "undelivered": 0},
    "gw_net_stats": {"in": 800, "dropped": 0, "out": 800, "undelivered": 0},
    "fqdn": {"in": 1100, "dropped": 0, "out": 1000, "undelivered": 100}}, "outputs": []})");
}

std::string misplaced(const std::string& body) {
  const auto mismatches = misplaced_figures(json::parse(body), reported());
  return mismatches.empty() ? "none" : describe_all(mismatches);
}

TEST(MisplacedFigures, AreNoneWhereEachTypeHasItsOwn) {
  EXPECT_EQ(misplaced(R"({"types": {"suricata": {"in": 1000, "sent": 900}, "mitm": {"in": 1500, "sent": 1500},
                                    "cmd": {"in": 500, "sent": 500}, "gw-net-stats": {"in": 800, "sent": 800},
                                    "fqdn": {"in": 1100, "sent": 1000}}})"),
            "none");
}

TEST(MisplacedFigures, AreThoseOfAnotherType) {
  EXPECT_EQ(misplaced(R"({"types": {"suricata": {"in": 1000}, "mitm": {"in": 500, "plugins": [1500]},
                                    "cmd": {"in": 500}, "gw_net_stats": {"in": 800}, "fqdn": {"in": 1100}}})"),
            "1500 of mitm at /types/mitm/in, as of most types there, seen 500: that of cmd");
  EXPECT_EQ(misplaced(R"([{"type": "suricata", "n": [900]}, {"type": "mitm", "n": [1500]}, {"type": "cmd", "n": [1300]},
                          {"type": "GW-Net-Stats", "n": [800]}, {"type": "fqdn", "n": [0]}])"),
            "500 of cmd at /*/n/0, as of most types there, seen 1300: that of gw_net_stats added to its own");
}

TEST(MisplacedFigures, AreThoseThatAreCountedTwice) {
  EXPECT_EQ(
      misplaced(R"({"received": {"suricata": 1000, "mitm": 3000, "cmd": 500, "gw_net_stats": 800, "fqdn": 1100}})"),
      "1500 of mitm at /received/mitm, as of most types there, seen 3000: its own twice");
}

TEST(MisplacedFigures, LeaveAloneWhatAFieldDoesNotSay) {
  EXPECT_EQ(misplaced(R"({"filter_steps": {"suricata": 3000, "mitm": 3000, "cmd": 1000, "gw_net_stats": 800}})"),
            "none")
      << "no figure of most types";
  EXPECT_EQ(misplaced(R"({"in": {"suricata": 1000, "mitm": 1500, "cmd": 499, "gw_net_stats": 800, "fqdn": 7}})"),
            "none")
      << "nobody else's either";
  EXPECT_EQ(misplaced(R"({"sent": {"suricata": 900, "mitm": 1500, "cmd": 500, "gw_net_stats": 800, "fqdn": 2100}})"),
            "none")
      << "what was not delivered may be tried again";
  EXPECT_EQ(misplaced(R"({"plugins": {"suricata": [{"out": 500}], "mitm": [{"out": 1500}], "cmd": [{"out": 500}],
                                      "gw_net_stats": [{"out": 800}], "fqdn": [{"out": 1100}]}})"),
            "none")
      << "rows within a type";
  EXPECT_EQ(
      misplaced(R"([{"type": "suricata", "pipeline": 1, "in": 1000}, {"type": "suricata", "pipeline": 2, "in": 500},
                          {"type": "mitm", "in": 1500}, {"type": "cmd", "in": 500}, {"type": "fqdn", "in": 1100}])"),
      "none")
      << "two rows of one type";
}

/// Two pipelines of one configuration.
TEST(LogTypes, OutputsOfTheSameTypesMayBeToldAsASum) {
  const json reported = json::parse(R"({
    "log_types": {"cmd": {"in": 300, "dropped": 0}, "fqdn": {"in": 600, "dropped": 0}},
    "outputs": [{"id": "webhook-cmd", "types": ["cmd"], "in": 100, "out": 100, "failures": 0, "retries": 0},
                {"id": "webhook-cmd", "types": ["cmd"], "in": 200, "out": 200, "failures": 0, "retries": 0},
                {"id": "all", "types": ["cmd", "fqdn"], "in": 300, "out": 300, "failures": 0, "retries": 0},
                {"id": "all", "types": ["cmd", "fqdn"], "in": 600, "out": 600, "failures": 0, "retries": 0}]})");
  const auto compared = [&](const std::string& body) {
    json whole = reported;
    for (json& figures : whole["log_types"]) {
      figures["out"] = figures["in"];
      figures["undelivered"] = 0;
    }
    const auto mismatches = compare_log_types(json::parse(body), whole);
    return mismatches.empty() ? "holds" : describe_all(mismatches);
  };
  EXPECT_EQ(compared(R"({"cmd": [300], "fqdn": [600]})"), "holds") << "divided";
  EXPECT_EQ(compared(R"({"cmd": [100, 200], "fqdn": [], "shared": [300, 600]})"), "holds") << "one by one";
  EXPECT_EQ(compared(R"({"cmd": [100], "fqdn": [], "shared": [300]})"),
            "300 events that webhook-cmd and webhook-cmd sent, under cmd, seen no such number there\n"
            "900 events of all and all, divided among its types or as a whole, seen neither");
}

}  // namespace
}  // namespace roadworthy
