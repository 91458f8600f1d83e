#include <gtest/gtest.h>

#include "document/decoder.h"

namespace roadworthy {
namespace {

const std::vector<std::string> kKeys{"status", "http", "within", "LOGSTASH_API_URL", "read-only", "of"};

TEST(Nearest, FindsTypingMistakes) {
  EXPECT_EQ(nearest("statsu", kKeys), "status") << "two letters swapped";
  EXPECT_EQ(nearest("htpt", kKeys), "http") << "which counts as one mistake";
  EXPECT_EQ(nearest("withn", kKeys), "within") << "one is missing";
  EXPECT_EQ(nearest("htttp", kKeys), "http") << "one too many";
  EXPECT_EQ(nearest("logstash_api_url", kKeys), "LOGSTASH_API_URL") << "another case";
  EXPECT_EQ(nearest("read_only", kKeys), "read-only") << "another dash";
  EXPECT_EQ(nearest("off", kKeys), "of");
}

TEST(Nearest, FindsNothingThatIsTooFarOrTheSame) {
  EXPECT_EQ(nearest("colour", kKeys), "");
  EXPECT_EQ(nearest("xy", kKeys), "");
  EXPECT_EQ(nearest("", kKeys), "");
  EXPECT_EQ(nearest("x", {"y"}), "") << "no letter in common";
  EXPECT_EQ(nearest("status", kKeys), "") << "it is one of them";
  EXPECT_EQ(nearest(std::string(100'000, 's'), kKeys), "");
}

TEST(DidYouMean, IsEmptyWithoutACandidate) {
  EXPECT_EQ(did_you_mean("statsu", kKeys), " (did you mean `status`?)");
  EXPECT_EQ(did_you_mean("colour", kKeys), "");
}

}  // namespace
}  // namespace roadworthy
