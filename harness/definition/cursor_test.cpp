#include "definition/cursor.h"

#include <gtest/gtest.h>

#include "definition/shape.h"
#include "definition/test_support.h"

namespace roadworthy {
namespace {

Document parse(std::string text) {
  return *parse_document("x.json", std::move(text));
}

TEST(Cursor, KeepsAccountOfWhatIsRead) {
  Source source(parse(R"({"a": {"b": 1, "c": [1, 2]}, "d": {"e": 3, "f": 4}, "g": null, "h": []})"));
  const Cursor root = source.root();
  (void)root.at("a").integer("b");
  (void)root.text("g");
  root.at("d").skip("no place for it");
  Deployment deployment;
  source.account_to(deployment);

  EXPECT_EQ(deployment.leaves_read, 2U);
  ASSERT_EQ(deployment.unread.size(), 3U);
  EXPECT_EQ(deployment.unread[0].where.pointer, "/a/c");
  EXPECT_EQ(deployment.unread[0].leaves, 2U);
  EXPECT_TRUE(deployment.unread[1].out_of_scope);
  EXPECT_EQ(deployment.unread[1].reason, "no place for it");
  EXPECT_EQ(deployment.unread[2].where.pointer, "/h");
  EXPECT_DOUBLE_EQ(share_read(deployment), 0.4);
}

TEST(Cursor, CountsTheLeavesOfADocumentInsideAString) {
  Source source(parse(R"({"s": "{\"a\": 1, \"b\": \"x\"}"})"));
  const auto inner = source.root().at("s").decode_json();
  ASSERT_TRUE(inner);
  const Text text = inner->text("b");
  Deployment deployment;
  source.account_to(deployment);

  EXPECT_EQ(text.where.pointer, "/s/b");
  EXPECT_EQ(place(text.where), "1:26");
  EXPECT_EQ(deployment.leaves_read, 1U);
  ASSERT_EQ(deployment.unread.size(), 1U);
  EXPECT_EQ(deployment.unread[0].where.pointer, "/s/a");
}

TEST(Cursor, SaysThatAStringHoldsNoJson) {
  Source source(parse(R"({"s": "{oops"})"));

  EXPECT_FALSE(source.root().at("s").decode_json());
  EXPECT_TRUE(source.mistakes.at(0).message.starts_with("the text is no JSON: "));
}

TEST(Cursor, LeavesAWrongKindAbsentAndUnread) {
  Source source(parse(R"({"a": "x", "b": [1]})"));
  EXPECT_TRUE(source.root().integer("a").is_absent());
  EXPECT_TRUE(source.root().boolean("b").is_absent());
  Deployment deployment;
  source.account_to(deployment);

  EXPECT_EQ(deployment.leaves_read, 0U);
  EXPECT_TRUE(deployment.mistakes.empty());
}

TEST(Shape, FindsUnknownKeysAndWrongKinds) {
  Source source(parse(R"({"x": {"name": 5, "list": [{"n": 1}, {"n": "2", "m": 3}]}})"));
  source.strict_kinds = true;
  source.strict_keys = true;
  std::vector<Setting> settings;
  read_shape(source.root().at("x"), "{name:s,list:[{n:i,must!:s}],extra:b}", "x", settings);
  Deployment deployment;
  source.account_to(deployment);

  ASSERT_EQ(settings.size(), 1U);
  EXPECT_EQ(settings[0].path, "x.list[0].n");
  std::vector<std::string> messages;
  for (const Error& mistake : deployment.mistakes) {
    messages.push_back(mistake.message);
  }
  EXPECT_EQ(messages, (std::vector<std::string>{"expected a text, found a whole number", "the key `must` is missing",
                                                "the key `must` is missing", "expected a whole number, found a text",
                                                "unknown key `m`"}));
}

TEST(EmbeddedText, PointsAtEscapesAsTheyAreWritten) {
  const Document document = parse(R"(["a\n\u00e9\ud83d\ude00\"z"])");
  const EmbeddedText text = embed_scalar(NodeView(document).items()[0], TextIndex(document.file->text));

  EXPECT_EQ(text.text, "a\n\u00e9\U0001F600\"z");
  EXPECT_EQ(place(text.span(1, 2)), "1:4");
  EXPECT_EQ(place(text.span(2, 4)), "1:6");
  EXPECT_EQ(place(text.span(4, 8)), "1:12");
  EXPECT_EQ(place(text.span(9, 10)), "1:26");
}

TEST(EmbeddedText, DecodesBase64AndNothingElse) {
  EXPECT_EQ(decode_base64("IyEvYmluL3No"), "#!/bin/sh");
  EXPECT_EQ(decode_base64("aGk="), "hi");
  EXPECT_EQ(decode_base64("not base64!"), "");
  EXPECT_EQ(decode_base64("a"), "");
}

}  // namespace
}  // namespace roadworthy
