#include <gmock/gmock.h>

#include "steps/test_stand.h"

namespace roadworthy {
namespace {

using testing::HasSubstr;

TEST(EtcdStep, DoesOneThing) {
  EXPECT_EQ(read_step("etcd: { of: etcd, put: { /a: one } }").mistakes, "");
  EXPECT_EQ(read_step("etcd: { of: etcd, delete: [/a, /b], prefix: true }").mistakes, "");
  EXPECT_EQ(read_step("etcd: { of: etcd, compact: now }").mistakes, "");
  EXPECT_EQ(read_step("etcd: { of: etcd, compact: 7 }").mistakes, "");
  EXPECT_EQ(read_step("etcd: { of: etcd, auth: { root: r, users: { u: { password: p, read: [/a] } } } }").mistakes, "");
  EXPECT_THAT(read_step("etcd: { of: etcd }").mistakes, HasSubstr("takes one of put, delete, compact, auth"));
  EXPECT_THAT(read_step("etcd: { of: etcd, compact: 7, delete: /a }").mistakes, HasSubstr("takes one of"));
}

TEST(EtcdStep, SaysWhatIsWrong) {
  EXPECT_THAT(read_step("etcd: { put: { /a: one } }").mistakes, HasSubstr("`of`"));
  EXPECT_THAT(read_step("etcd: { of: etcd, put: {} }").mistakes, HasSubstr("`put` names no key"));
  EXPECT_THAT(read_step("etcd: { of: etcd, compact: never }").mistakes, HasSubstr("never"));
  EXPECT_THAT(read_step("etcd: { of: etcd, auth: { users: {} } }").mistakes, HasSubstr("`root`"));
  EXPECT_THAT(read_step("etcd: { of: etcd, putt: { /a: one } }").mistakes, HasSubstr("did you mean"));
}

TEST(EtcdStep, TakesAnEtcdThatCannotBeReachedForABrokenStand) {
  const ReadStep step = read_step("etcd: { of: etcd, put: { /a: one } }");
  RecordingStand stand;

  const auto done = step.action.run(stand, stand.clock().now() + std::chrono::seconds(5));

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::environment);
  EXPECT_THAT(done.error().message, HasSubstr("connection refused"));
}

}  // namespace
}  // namespace roadworthy
