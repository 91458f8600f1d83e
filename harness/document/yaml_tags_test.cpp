#include "document/yaml_tags.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

TEST(YamlTag, ThatIsNoneKeepsTheKind) {
  EXPECT_TRUE(is_untagged("?"));
  EXPECT_EQ(resolve_tag(NodeKind::integer, "?", "1").kind, NodeKind::integer);
}

TEST(YamlTag, OfQuotesMakesATextOfAScalarOnly) {
  EXPECT_EQ(resolve_tag(NodeKind::integer, "!", "1").kind, NodeKind::string);
  EXPECT_EQ(resolve_tag(NodeKind::sequence, "!", "").kind, NodeKind::sequence);
}

TEST(YamlTag, OfTheCoreSchemaIsKnown) {
  const TaggedKind tagged = resolve_tag(NodeKind::integer, "tag:yaml.org,2002:float", "1");
  EXPECT_EQ(tagged.kind, NodeKind::real);
  EXPECT_EQ(tagged.mistake, "");
  EXPECT_EQ(resolve_tag(NodeKind::mapping, "tag:yaml.org,2002:str", "").mistake,
            "this is not a text, as its tag !!str says");
}

TEST(YamlTag, OfSomeoneElseIsRefused) {
  EXPECT_EQ(resolve_tag(NodeKind::string, "tag:yaml.org,2002:binary", "AA==").mistake, "unknown tag !!binary");
  EXPECT_EQ(resolve_tag(NodeKind::string, "!Ref", "Port").mistake, "unknown tag !Ref");
}

}  // namespace
}  // namespace roadworthy
