#include "mocks/etcd/auth.h"

#include <gmock/gmock.h>

#include "mocks/etcd/password.h"
#include "mocks/etcd/permissions.h"
#include "mocks/http/manual_clock.h"

namespace roadworthy::mocks::etcd {
namespace {

authpb::Permission permission(authpb::Permission::Type type, const std::string& key, const std::string& end) {
  authpb::Permission made;
  made.set_permtype(type);
  made.set_key(key);
  made.set_range_end(end);
  return made;
}

TEST(Permissions, AdjoiningOnesCountAsOne) {
  const std::vector given{permission(authpb::Permission::READ, "a", "c"),
                          permission(authpb::Permission::READ, "c", "e"),
                          permission(authpb::Permission::READ, "f", "")};
  EXPECT_TRUE(permits(given, authpb::Permission::READ, "a", "e"));
  EXPECT_TRUE(permits(given, authpb::Permission::READ, "f", ""));
  EXPECT_FALSE(permits(given, authpb::Permission::READ, "a", "f"));
  EXPECT_FALSE(permits(given, authpb::Permission::READ, "f", "g"));
  EXPECT_FALSE(permits(given, authpb::Permission::WRITE, "a", "b"));
  EXPECT_FALSE(permits(given, authpb::Permission::READ, "a", std::string(1, '\0')));
}

/// As the interval tree of etcd 3.5.1 answers.
TEST(Permissions, OfARangeThatEndsBeforeItBeginsDependOnTheTree) {
  const std::vector given{permission(authpb::Permission::READ, "k05", ""),
                          permission(authpb::Permission::READ, "k06", "k10"),
                          permission(authpb::Permission::READ, "k10", "k12")};
  EXPECT_TRUE(permits(given, authpb::Permission::READ, "k07", "k01"));
  EXPECT_FALSE(permits(given, authpb::Permission::READ, "k11", "k01"));
  EXPECT_TRUE(permits(given, authpb::Permission::READ, "k11", "k10x"));
  EXPECT_FALSE(permits(given, authpb::Permission::READ, "k39", "k02"));
}

TEST(Tokens, HaveLettersAndAnIndex) {
  EXPECT_TRUE(parse_token("abcdefghijklmnop.17"));
  EXPECT_EQ(parse_token("abcdefghijklmnop.17")->index, 17);
  for (const char* bad : {"", "abcdefghijklmnop", "abcdefghijklmnop.", "abcdefghijklmno1.17", "abcdefghijklmnop.x",
                          "abcdefghijklmnop.17x", "abcdefghijklmnopq.17"}) {
    EXPECT_FALSE(parse_token(bad)) << bad;
  }
  EXPECT_EQ(bare_token("Bearer abc"), "abc");
}

TEST(Tokens, LiveAsLongAsTheyAreUsed) {
  ManualClock clock;
  Tokens tokens(clock, std::chrono::seconds(300));
  const std::string token = tokens.give("eve", 4);

  clock.advance(std::chrono::seconds(299));
  EXPECT_EQ(tokens.use(token), "eve");
  clock.advance(std::chrono::seconds(299));
  EXPECT_EQ(tokens.use(token), "eve");
  clock.advance(std::chrono::seconds(300));
  EXPECT_EQ(tokens.use(token), std::nullopt);
}

TEST(Auth, NeedsARootBeforeItIsTurnedOn) {
  ManualClock clock;
  Auth auth(clock, std::chrono::seconds(300));
  EXPECT_EQ(auth.enable().error().text, "etcdserver: root user does not exist");
  EXPECT_TRUE(auth.add_user("root", "", false));
  EXPECT_EQ(auth.enable().error().text, "etcdserver: root user does not have root role");
  EXPECT_TRUE(auth.grant_role("root", "root"));
  EXPECT_TRUE(auth.enable());
  EXPECT_EQ(auth.may({}, authpb::Permission::READ, "a", "").error().text, "etcdserver: user name is empty");
  EXPECT_TRUE(auth.may({.user = "root"}, authpb::Permission::WRITE, "a", ""));
}

TEST(Passwords, MatchTheirHashAlone) {
  const auto hash = hash_password("secret", 4);
  ASSERT_TRUE(hash);
  EXPECT_TRUE(password_matches("secret", *hash));
  EXPECT_FALSE(password_matches("Secret", *hash));
  EXPECT_FALSE(password_matches("", ""));
}

}  // namespace
}  // namespace roadworthy::mocks::etcd
