#include "document/json_reader.h"

#include <gtest/gtest.h>

#include "document/test_document.h"

namespace roadworthy {
namespace {

TEST(JsonPlaces, AreThoseOfKeysAndValues) {
  const Document document =
      good_document("{ \"a\" : -1.5e3,\n\t\"gr\\u00fcn\" :[true , null,\"x\\\"\"\n] ,\"\u00f6\":{} }", "a.json");
  const Node& root = document.root;
  EXPECT_EQ(places(root.region), "1:1-3:12");
  EXPECT_EQ(places(root.members[0].key_region), "1:3-1:6");
  EXPECT_EQ(places(root.members[0].value.region), "1:9-1:15");
  EXPECT_EQ(root.members[1].key, "gr\u00fcn");
  EXPECT_EQ(places(root.members[1].key_region), "2:2-2:13");
  const Node& list = root.members[1].value;
  EXPECT_EQ(places(list.region), "2:15-3:2");
  EXPECT_EQ(places(list.items[0].region), "2:16-2:20");
  EXPECT_EQ(places(list.items[1].region), "2:23-2:27");
  EXPECT_EQ(places(list.items[2].region), "2:28-2:33");
  EXPECT_EQ(places(root.members[2].key_region), "3:4-3:7");
  EXPECT_EQ(places(root.members[2].value.region), "3:8-3:10");
}

TEST(JsonPlaces, OfANumberAtTheEnd) {
  EXPECT_EQ(places(good_document(" 45", "a.json").root.region), "1:2-1:4");
}

TEST(JsonScalars, KeepTheirText) {
  const Document document = good_document("[1, -0, 1.50, 1E5, 18446744073709551616, \"1\", false]", "a.json");
  EXPECT_EQ(outline(document.root), "[1, -0, 1.50, 1E5, 18446744073709551616, '1', false]");
  EXPECT_EQ(document.root.items[1].kind, NodeKind::integer);
  EXPECT_EQ(document.root.items[2].kind, NodeKind::real);
  EXPECT_EQ(document.root.items[3].kind, NodeKind::real);
  EXPECT_EQ(document.root.items[4].kind, NodeKind::integer) << "as in YAML; decoding says that it is too large";
  EXPECT_TRUE(document.root.items[5].quoted);
}

TEST(JsonScalars, UndoEscapes) {
  EXPECT_EQ(good_document("\"\\ud83d\\ude00\\n\\/\"", "a.json").root.text, "\U0001f600\n/");
}

TEST(Json, IsAskedForByNameOrByFunction) {
  EXPECT_TRUE(parse_document("a.yaml", "{a: 1}"));
  EXPECT_FALSE(parse_document("a.json", "{a: 1}"));
  EXPECT_FALSE(parse_json_document("answer", "{a: 1}"));
  EXPECT_FALSE(parse_json_document("answer", "a: 1"));
  EXPECT_TRUE(parse_json_document("answer", "{\"a\": 1}"));
}

// A large file that is JSON but for one character is no help as YAML, which ends at its first bracket.
TEST(Json, InAFileOfAnotherNameHasTheMistakeThatIsFurtherOn) {
  std::string text = "[\n";
  for (int count = 0; count < 120'000; ++count) {
    text += "[1],\n";
  }
  EXPECT_EQ(mistakes_in(text + "]"),
            "test.yaml:120001:4: this is not valid JSON: a comma stands before `]`\n"
            "  [1],\n"
            "     ^\n"
            "  remove the comma\n");
}

}  // namespace
}  // namespace roadworthy
