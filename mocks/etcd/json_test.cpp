#include "mocks/etcd/json.h"

#include <rpc.pb.h>

#include <gmock/gmock.h>

namespace roadworthy::mocks::etcd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(GatewayJson, PrintsAsEtcdDoes) {
  etcdserverpb::RangeResponse response;
  response.mutable_header()->set_revision(2);
  auto& kv = *response.add_kvs();
  kv.set_key("foo");
  kv.set_value("bar");
  kv.set_mod_revision(2);
  response.set_count(1);
  EXPECT_EQ(to_json(response),
            R"({"header":{"revision":"2"},"kvs":[{"key":"Zm9v","mod_revision":"2","value":"YmFy"}],"count":"1"})");
}

TEST(GatewayJson, ReadsBothSpellingsAndSkipsWhatItDoesNotKnow) {
  etcdserverpb::RangeRequest request;
  ASSERT_TRUE(from_json(R"({"key":"Zm9v","rangeEnd":"Zm9w","limit":10,"revision":"7","what":{}})", request));
  EXPECT_EQ(request.key(), "foo");
  EXPECT_EQ(request.range_end(), "fop");
  EXPECT_EQ(request.limit(), 10);
  EXPECT_EQ(request.revision(), 7);
  EXPECT_TRUE(from_json(" ", request));
  EXPECT_EQ(from_json("{", request).error().code, Code::invalid_argument);
}

TEST(GatewayJson, CutsValuesApart) {
  EXPECT_THAT(split_values(R"({"a":"}"} {"b":[1]}[2])"), ElementsAre(R"({"a":"}"})", R"({"b":[1]})", "[2]"));
  EXPECT_THAT(split_values("  "), IsEmpty());
  EXPECT_THAT(split_values("xx yy"), ElementsAre("xx", "yy"));
  EXPECT_THAT(split_values(R"({"a)"), ElementsAre(R"({"a)"));
}

}  // namespace
}  // namespace roadworthy::mocks::etcd
