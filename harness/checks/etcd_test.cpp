#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "checks/test_check.h"
#include "core/base64.h"
#include "probe/etcd_gateway.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

std::string answer_of(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

const std::string kOneKey =
    R"({"header":{"revision":"9"},"kvs":[{"key":"L2E=","create_revision":"2","mod_revision":"7","version":"3","value":"b25l"}],"count":"1"})";

TEST(EtcdCheck, ComparesWhatTheKeyHas) {
  const SocketServer server(answer_of(kOneKey));
  FakeStand stand(one_pod("platform", {"etcd"}), Time::real);
  stand.connect_to(server.port());

  const auto seen = look_once("{etcd: etcd, key: /a, exists: true, value: one, revision: 7, version: 3}", stand);

  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_TRUE(seen->holds) << describe_all(seen->mismatches);
  EXPECT_EQ(seen->seen, "/a at revision 7: one");
  EXPECT_THAT(server.last_request(), HasSubstr(R"({"key":"L2E="})"));
}

TEST(EtcdCheck, NamesEverythingThatIsOtherwise) {
  const SocketServer server(answer_of(kOneKey));
  FakeStand stand(one_pod("platform", {"etcd"}), Time::real);
  stand.connect_to(server.port());

  const auto seen = look_once("{etcd: etcd, key: /a, exists: false, value: two, revision: {above: 7}}", stand);

  ASSERT_TRUE(seen);
  EXPECT_FALSE(seen->holds);
  EXPECT_EQ(seen->mismatches.size(), 3);
}

TEST(EtcdCheck, TakesNoAnswerForWhatWasSeen) {
  FakeStand stand;

  const auto seen = look_once("{etcd: etcd, key: /a, exists: true}", stand);

  ASSERT_TRUE(seen);
  EXPECT_FALSE(seen->answered);
  EXPECT_EQ(seen->sample, "none");
}

TEST(EtcdCheck, NeedsSomethingToExpect) {
  EXPECT_THAT(mistakes_of("{etcd: etcd, key: /a}"), HasSubstr("needs one of exists, value"));
  EXPECT_THAT(mistakes_of("{etcd: etcd, key: /a, asked: {rpc: Range}}"), HasSubstr("times"));
  EXPECT_THAT(mistakes_of("{etcd: etcd, exists: true}"), HasSubstr("key"));
}

TEST(EtcdGateway, WritesAndReadsBase64) {
  for (const std::string& bytes :
       {std::string(), std::string("a"), std::string("ab"), std::string("abc"), std::string("\0\xff\x80", 3)}) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
  EXPECT_EQ(to_base64("fo"), "Zm8=");
}

TEST(EtcdGateway, EndsAPrefixBehindItsLastKey) {
  EXPECT_EQ(end_of_prefix("/config/"), "/config0");
  EXPECT_EQ(end_of_prefix("a\xff"), "b");
  EXPECT_EQ(end_of_prefix("\xff"), std::string(1, '\0'));
}

}  // namespace
}  // namespace roadworthy
