#include "document/node.h"

#include <gtest/gtest.h>

#include "document/test_document.h"

namespace roadworthy {
namespace {

TEST(NodeView, FindsMembersAndItems) {
  const Document document = good_document("steps:\n  - start: a\n  - kill: b\n");
  const NodeView root(document);
  const NodeView steps = root.find("steps").value();
  ASSERT_EQ(steps.items().size(), 2u);
  EXPECT_EQ(steps.items()[1].find("kill")->text(), "b");
  EXPECT_FALSE(root.find("watch"));
  EXPECT_FALSE(steps.find("start")) << "a list has no members";
  EXPECT_TRUE(root.items().empty()) << "a mapping has no items";
}

TEST(NodeView, KeepsMembersInTheOrderOfTheFile) {
  const Document document = good_document("{zeta: 1, alpha: 2, mid: 3}");
  std::vector<std::string> keys;
  for (const auto& [key, member] : NodeView(document).members()) {
    keys.push_back(key + member.text());
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"zeta1", "alpha2", "mid3"}));
}

TEST(NodeView, KnowsItsJsonPointer) {
  const Document document = good_document("json: [{/status~x: 1}]");
  const NodeView item = NodeView(document).find("json")->items()[0];
  EXPECT_EQ(NodeView(document).pointer(), "");
  EXPECT_EQ(item.pointer(), "/json/0");
  EXPECT_EQ(item.find("/status~x")->span().pointer, "/json/0/~1status~0x");
  EXPECT_EQ(item.key_span("/status~x").pointer, "/json/0/~1status~0x");
}

TEST(NodeView, HasANameForMessages) {
  const Document document = good_document("pods: [[1, 2]]");
  const NodeView pods = NodeView(document).find("pods").value();
  EXPECT_EQ(NodeView(document).name(), "the document");
  EXPECT_EQ(pods.name(), "`pods`");
  EXPECT_EQ(pods.items()[0].items()[1].name(), "item 2 of item 1 of `pods`");
}

TEST(NodeView, PointsAtValuesAndKeys) {
  const Document document = good_document("# comment\nhttp:\n  status: 200\n");
  const NodeView http = NodeView(document).find("http").value();
  EXPECT_EQ(describe(http.find("status")->span()), "test.yaml:3:11");
  EXPECT_EQ(describe(http.key_span("status")), "test.yaml:3:3");
  EXPECT_EQ(describe(http.key_span("absent")), "test.yaml:3:3") << "the mapping itself";
}

TEST(NodeKinds, HaveWords) {
  EXPECT_EQ(describe(NodeKind::null), "nothing");
  EXPECT_EQ(describe(NodeKind::boolean), "a boolean");
  EXPECT_EQ(describe(NodeKind::integer), "a whole number");
  EXPECT_EQ(describe(NodeKind::real), "a decimal number");
  EXPECT_EQ(describe(NodeKind::string), "a text");
  EXPECT_EQ(describe(NodeKind::sequence), "a list");
  EXPECT_EQ(describe(NodeKind::mapping), "a mapping");
}

}  // namespace
}  // namespace roadworthy
