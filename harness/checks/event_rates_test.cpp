#include "checks/event_rates.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace roadworthy {
namespace {

std::string above_100(const std::string& document) {
  return event_rate_above(nlohmann::json::parse(document), 100).value_or("none");
}

TEST(EventRates, AreKnownByTheirNames) {
  EXPECT_EQ(above_100(R"({"rates": {"in": 101}})"), "/rates/in is 101");
  EXPECT_EQ(above_100(R"({"throughput": {"events": {"in": 5000}, "out_per_second": 100.5}})"),
            "/throughput/out_per_second is 100.5");
  EXPECT_EQ(above_100(R"([{"eventsPerSec": 1}, {"eventsPerSec": 1e9}])"), "/1/eventsPerSec is 1000000000.0");
  EXPECT_EQ(above_100(R"({"eps": 900})"), "/eps is 900");
  EXPECT_EQ(above_100(R"({"output": {"rate": 900}})"), "/output/rate is 900");
  EXPECT_EQ(above_100(R"({"rates": {"in": 100, "out": null, "filtered": "900"}})"), "none");
}

TEST(EventRates, AreNotWhatIsCalledOtherwise) {
  for (const char* const document : {
           R"({"events": {"in": 5000, "out": 5000}})",
           R"({"jvm": {"heap_bytes_in_per_second": 5000}, "gc": {"rate": 700}})",
           R"({"sample_rate_in_ms": 10000, "rates": {"in": 5, "at": 1767225600000}})",
           R"({"limits": {"max_events_per_second": 100000}})",
           R"({"operate": {"in": 5000}, "person": {"in": 5000}, "generated": {"events": 5000}})",
       }) {
    EXPECT_EQ(above_100(document), "none") << document;
  }
}

}  // namespace
}  // namespace roadworthy
