#include "mocks/http/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "mocks/http/encoding.h"

namespace roadworthy::mocks {
namespace {

Exchange request(std::string path, std::string body = "") {
  Exchange exchange;
  exchange.method = "GET";
  exchange.path = std::move(path);
  exchange.body = std::move(body);
  return exchange;
}

TEST(Journal, KeepsTheNewestAndCountsAll) {
  Journal journal({.exchanges = 3});
  for (int i = 0; i < 10; ++i) {
    journal.received(request("/"));
  }
  const JournalAnswer answer = journal.find({});
  EXPECT_EQ(answer.total, 10U);
  EXPECT_EQ(answer.oldest_kept, 8U);
  ASSERT_EQ(answer.exchanges.size(), 3U);
  EXPECT_EQ(answer.exchanges.back().number, 10U);
}

TEST(Journal, CutsALongBodyAndTellsItsWholeSize) {
  Journal journal({.body_bytes = 4});
  journal.received(request("/", "123456"));
  const auto seen = journal.find({}).exchanges;
  EXPECT_EQ(seen[0].body, "1234");
  EXPECT_EQ(seen[0].body_bytes, 6U);
}

TEST(Journal, LetsOldBodiesGoWhenAllTogetherAreTooMany) {
  Journal journal({.body_bytes = 10, .all_body_bytes = 25});
  for (int i = 0; i < 5; ++i) {
    journal.received(request("/", "0123456789"));
  }
  EXPECT_EQ(journal.find({}).exchanges.size(), 2U);
}

TEST(Journal, NotesAnAnswerAlsoAfterOthersWereForgotten) {
  Journal journal({.exchanges = 2});
  const auto gone = journal.received(request("/1"));
  journal.received(request("/2"));
  const auto kept = journal.received(request("/3"));
  journal.answered(gone, 200);
  journal.answered(kept, 204);
  journal.answered(kept + 1, 200);
  const auto seen = journal.find({}).exchanges;
  EXPECT_EQ(seen[0].status, 0);
  EXPECT_EQ(seen[1].status, 204);
}

TEST(Encoding, ShowsBytesThatAreNoText) {
  EXPECT_EQ(to_json(request("/\xff"))["path"], "/\\xff");
  EXPECT_EQ(to_base64("M"), "TQ==");
  EXPECT_EQ(to_base64("Ma"), "TWE=");
  EXPECT_EQ(to_base64("Man"), "TWFu");
  EXPECT_FALSE(is_utf8("\xff"));
  EXPECT_TRUE(is_utf8("\xc3\xa4"));
}

}  // namespace
}  // namespace roadworthy::mocks
