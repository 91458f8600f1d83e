#include "document/yaml_reader.h"

#include <gtest/gtest.h>

#include "document/test_document.h"

namespace roadworthy {
namespace {

/// The places of a tree's keys and values, in the order of the file.
void collect_places(const Node& node, std::vector<std::string>& result) {
  result.push_back(places(node.region));
  for (const Node& item : node.items) {
    collect_places(item, result);
  }
  for (const Member& member : node.members) {
    result.push_back(member.key + " " + places(member.key_region));
    collect_places(member.value, result);
  }
}

std::vector<std::string> places_in(std::string_view text) {
  const Document document = good_document(text);
  std::vector<std::string> result;
  collect_places(document.root, result);
  return result;
}

using Places = std::vector<std::string>;

std::string outline_of(std::string_view text) {
  return outline(good_document(text).root);
}

TEST(YamlPlaces, OfPlainScalars) {
  EXPECT_EQ(places_in("status: 200  # fine\n"), (Places{"1:1-1:12", "status 1:1-1:7", "1:9-1:12"}));
  EXPECT_EQ(places_in("a: two words\nb: over\n   lines # no\n"),
            (Places{"1:1-3:9", "a 1:1-1:2", "1:4-1:13", "b 2:1-2:2", "2:4-3:9"}));
}

TEST(YamlPlaces, OfQuotedScalars) {
  EXPECT_EQ(places_in("a: \"x\\\"y\" # z\n"), (Places{"1:1-1:10", "a 1:1-1:2", "1:4-1:10"}));
  EXPECT_EQ(places_in("a: 'it''s' # z\n"), (Places{"1:1-1:11", "a 1:1-1:2", "1:4-1:11"}));
  EXPECT_EQ(places_in("\"a\": \"\"\n"), (Places{"1:1-1:8", "a 1:1-1:4", "1:6-1:8"}));
}

TEST(YamlPlaces, OfBlocks) {
  EXPECT_EQ(places_in("a: |\n  one\n\n  two\n\nb: >-\n  x\n"),
            (Places{"1:1-7:4", "a 1:1-1:2", "1:4-4:6", "b 6:1-6:2", "6:4-7:4"}));
  EXPECT_EQ(places_in("a: |  # empty\nb: 1\n"), (Places{"1:1-2:5", "a 1:1-1:2", "1:4-1:14", "b 2:1-2:2", "2:4-2:5"}));
}

TEST(YamlPlaces, OfListsAndMappings) {
  EXPECT_EQ(places_in("a: [1, {b: 2}, ]\n"),
            (Places{"1:1-1:17", "a 1:1-1:2", "1:4-1:17", "1:5-1:6", "1:8-1:14", "b 1:9-1:10", "1:12-1:13"}));
  EXPECT_EQ(places_in("- a: 1\n  b: 2\n- 3\n"),
            (Places{"1:1-3:4", "1:3-2:7", "a 1:3-1:4", "1:6-1:7", "b 2:3-2:4", "2:6-2:7", "3:3-3:4"}));
  EXPECT_EQ(places_in("[ # ]\n]\n"), (Places{"1:1-2:2"}));
  EXPECT_EQ(places_in("[a: b]"), (Places{"1:1-1:7", "1:2-1:6", "a 1:2-1:3", "1:5-1:6"}));
}

TEST(YamlPlaces, OfWhatIsNotThereAreThoseOfItsKey) {
  EXPECT_EQ(places_in("a:\nb: {c: , d}\n"), (Places{"1:1-2:12", "a 1:1-1:2", "1:1-1:2", "b 2:1-2:2", "2:4-2:12",
                                                    "c 2:5-2:6", "2:5-2:6", "d 2:10-2:11", "2:10-2:11"}));
  EXPECT_EQ(places_in("a: null\n"), (Places{"1:1-1:8", "a 1:1-1:2", "1:4-1:8"}));
}

TEST(YamlPlaces, CountCodePoints) {
  EXPECT_EQ(places_in("gr\u00fcn: {\U0001f600: \u00f6}\n"),
            (Places{"1:1-1:13", "gr\u00fcn 1:1-1:5", "1:7-1:13", "\U0001f600 1:8-1:9", "1:11-1:12"}));
}

TEST(YamlPlaces, LeaveCarriageReturnsOut) {
  EXPECT_EQ(places_in("a: 1\r\nb: |\r\n  x\r\nc: y\r\n"),
            (Places{"1:1-4:5", "a 1:1-1:2", "1:4-1:5", "b 2:1-2:2", "2:4-3:4", "c 4:1-4:2", "4:4-4:5"}));
}

TEST(YamlPlaces, IncludeAnchorsAndTags) {
  EXPECT_EQ(places_in("a: &x !!str 45\nb: !!str\nc: &y # later\n  - 1\n"),
            (Places{"1:1-4:6", "a 1:1-1:2", "1:4-1:15", "b 2:1-2:2", "2:4-2:9", "c 3:1-3:2", "3:4-4:6", "4:5-4:6"}));
}

TEST(YamlPlaces, IncludeTagsInFull) {
  EXPECT_EQ(places_in("a: !<tag:yaml.org,2002:int> 7\n"), (Places{"1:1-1:30", "a 1:1-1:2", "1:4-1:30"}));
}

TEST(YamlPlaces, OfWhatAnAliasBringsAreWhereItIsWritten) {
  EXPECT_EQ(places_in("a: &x 45\nb: *x\nc: {<<: {d: 1}}\n"),
            (Places{"1:1-3:16", "a 1:1-1:2", "1:4-1:9", "b 2:1-2:2", "1:4-1:9", "c 3:1-3:2", "3:4-3:16", "d 3:10-3:11",
                    "3:13-3:14"}));
}

TEST(YamlScalars, AreOfTheCoreSchema) {
  const Document document = good_document("[1, 1.5, true, ~, on, 45s, \"1\", '']");
  std::vector<NodeKind> kinds;
  for (const Node& item : document.root.items) {
    kinds.push_back(item.kind);
  }
  EXPECT_EQ(kinds, (std::vector{NodeKind::integer, NodeKind::real, NodeKind::boolean, NodeKind::null, NodeKind::string,
                                NodeKind::string, NodeKind::string, NodeKind::string}));
  EXPECT_FALSE(document.root.items[5].quoted);
  EXPECT_TRUE(document.root.items[6].quoted);
  const Document block = good_document("|\n  45\n");
  EXPECT_EQ(block.root.kind, NodeKind::string);
  EXPECT_TRUE(block.root.quoted);
}

TEST(YamlTags, MakeTheKind) {
  EXPECT_EQ(outline_of("[!!str 1, !!int 1, !!float 1, !!bool true, !!null '', ! 1, !<tag:yaml.org,2002:str> 2]"),
            "['1', 1, 1, true, null, '1', '2']");
  EXPECT_EQ(good_document("!!float 1").root.kind, NodeKind::real);
  EXPECT_EQ(good_document("!!null ~").root.text, "");
  EXPECT_EQ(outline_of("a: ! [1]\nb: ! {c: 1}\n"), "{a: [1], b: {c: 1}}");
  EXPECT_EQ(outline_of("a: !!seq [1]\nb: !!map {c: 1}\n"), "{a: [1], b: {c: 1}}");
}

TEST(YamlMerges, ExplicitKeysWinWhereverTheyStand) {
  EXPECT_EQ(outline_of("base: &b {x: 1, y: 2}\nmine: {x: 3, <<: *b}\nyours: {<<: *b, x: 4}\n"),
            "{base: {x: 1, y: 2}, mine: {x: 3, y: 2}, yours: {x: 4, y: 2}}");
}

TEST(YamlMerges, EarlierMappingsOfAListWin) {
  EXPECT_EQ(outline_of("<<: [{a: 1}, {a: 2, b: 2}, {b: 3, c: 3}]"), "{a: 1, b: 2, c: 3}");
}

TEST(YamlMerges, MayStandTwiceAndMayBeAnchored) {
  EXPECT_EQ(outline_of("a: {<<: &m {x: 1}, <<: {y: 2}}\nb: *m\n"), "{a: {x: 1, y: 2}, b: {x: 1}}");
}

TEST(YamlMerges, DoNotHappenInQuotes) {
  EXPECT_EQ(outline_of("\"<<\": {a: 1}"), "{<<: {a: 1}}");
}

TEST(YamlAliases, StandForScalarsCollectionsAndKeys) {
  EXPECT_EQ(outline_of("a: &k key\nb: &l [1, *k]\nc: *l\n*k : d\n"),
            "{a: 'key', b: [1, 'key'], c: [1, 'key'], key: 'd'}");
}

TEST(YamlAliases, StandForKeys) {
  EXPECT_EQ(outline_of("&k key: 1\nb: *k\n&n 5 : 2\nc: *n\n"), "{key: 1, b: 'key', 5: 2, c: 5}");
}

TEST(YamlAliases, StandForTheLastAnchorOfTheirName) {
  EXPECT_EQ(outline_of("[&a 1, *a, &a 2, *a, &b null, *b, &c , *c]"), "[1, 1, 2, 2, null, null, null, null]");
}

TEST(YamlDocuments, MayBeMarkedAndEmptyOnesDoNotCount) {
  EXPECT_EQ(outline_of("%YAML 1.2\n---\na: 1\n...\n"), "{a: 1}");
  EXPECT_EQ(outline_of("# licence\n---\na: 1\n---\n# nothing\n"), "{a: 1}");
  EXPECT_EQ(outline_of(""), "null");
  EXPECT_EQ(outline_of("---\n---\n"), "null");
}

TEST(YamlKeys, AreTextsWhateverTheyLookLike) {
  EXPECT_EQ(outline_of("{1: a, true: b, ~: c, null: d, 1.5: e, 'x': f}"),
            "{1: 'a', true: 'b', ~: 'c', null: 'd', 1.5: 'e', x: 'f'}");
  EXPECT_EQ(outline_of("? a\n: b\n? |\n  c\n: d\n"), "{a: 'b', c\n: 'd'}");
}

TEST(YamlKeys, NeedAColonUnlessTheyAreInBraces) {
  EXPECT_EQ(outline_of("{a, b: 1, ? c}"), "{a: null, b: 1, c: null}");
  EXPECT_EQ(mistakes_in("a: 1\nkill"),
            "test.yaml:2:1: a `:` is missing behind this key\n"
            "  kill\n"
            "  ^~~~\n");
}

}  // namespace
}  // namespace roadworthy
