#include <gtest/gtest.h>

#include "document/node.h"

namespace roadworthy {
namespace {

DocumentLimits with_own_tags() {
  DocumentLimits limits;
  limits.own_tags = {"!reset", "!override"};
  return limits;
}

TEST(OwnTags, AreKeptOnValuesOfEveryKind) {
  const auto document =
      parse_document("a.yaml", "a: !reset null\nb: !override [1]\nc: !override {d: 2}\ne: 3\n", with_own_tags());

  ASSERT_TRUE(document) << describe(document.error().front());
  const auto& members = document->root.members;
  EXPECT_EQ(members[0].value.own_tag, 1);
  EXPECT_EQ(members[0].value.kind, NodeKind::null);
  EXPECT_EQ(members[1].value.own_tag, 2);
  EXPECT_EQ(members[1].value.kind, NodeKind::sequence);
  EXPECT_EQ(members[2].value.own_tag, 2);
  EXPECT_EQ(members[3].value.own_tag, 0);
}

TEST(OwnTags, OfOthersStayUnknown) {
  const auto document = parse_document("a.yaml", "a: !Ref b\n", with_own_tags());

  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().front().message, "unknown tag !Ref");
}

}  // namespace
}  // namespace roadworthy
