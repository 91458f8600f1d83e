#include "mocks/etcd/store.h"

#include <gmock/gmock.h>

namespace roadworthy::mocks::etcd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

void put(Store& store, const std::string& key, const std::string& value) {
  store.put(key, value, 0);
  (void)store.commit();
}

std::vector<std::string> keys_at(const Store& store, const Interval& interval, std::int64_t revision) {
  std::vector<std::string> keys;
  store.visit(interval, revision, 0, [&](const EntryPtr& entry) { keys.push_back(entry->key); });
  return keys;
}

TEST(Store, CountsRevisionsAndVersions) {
  Store store;
  EXPECT_EQ(store.revision(), 1);
  put(store, "a", "one");
  put(store, "a", "two");

  const EntryPtr entry = store.find("a", store.revision());
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->create_revision, 2);
  EXPECT_EQ(entry->mod_revision, 3);
  EXPECT_EQ(entry->version, 2);
  EXPECT_EQ(store.find("a", 2)->value, "one");
}

TEST(Store, AKeyThatWasDeletedBeginsAnew) {
  Store store;
  put(store, "a", "one");
  EXPECT_TRUE(store.remove("a"));
  (void)store.commit();
  EXPECT_FALSE(store.remove("a"));
  put(store, "a", "two");

  EXPECT_EQ(store.find("a", 3), nullptr);
  EXPECT_EQ(store.find("a", 4)->version, 1);
  EXPECT_EQ(store.find("a", 4)->create_revision, 4);
}

TEST(Store, WritesOfOneCommitShareARevision) {
  Store store;
  store.put("a", "1", 0);
  store.put("b", "2", 0);
  EXPECT_EQ(store.reading(), 2);
  EXPECT_EQ(store.commit().size(), 2);
  EXPECT_EQ(store.revision(), 2);
}

TEST(Store, AnIntervalIsAKeyARangeOrOpen) {
  Store store;
  for (const char* key : {"a", "ab", "b", "c"}) {
    put(store, key, "");
  }
  const std::string zero(1, '\0');
  EXPECT_THAT(keys_at(store, Interval("a", ""), 9), ElementsAre("a"));
  EXPECT_THAT(keys_at(store, Interval("a", "b"), 9), ElementsAre("a", "ab"));
  EXPECT_THAT(keys_at(store, Interval("b", zero), 9), ElementsAre("b", "c"));
  EXPECT_THAT(keys_at(store, Interval("b", "a"), 9), IsEmpty());
  EXPECT_THAT(keys_at(store, Interval("a", "b"), 2), ElementsAre("a"));
}

TEST(Store, CompactionKeepsWhatCanStillBeRead) {
  Store store;
  put(store, "a", "one");    // 2
  put(store, "b", "there");  // 3
  put(store, "a", "two");    // 4
  store.remove("b");
  (void)store.commit();      // 5
  put(store, "a", "three");  // 6
  store.compact(5);

  EXPECT_EQ(store.compacted(), 5);
  EXPECT_EQ(store.find("a", 5)->value, "two");
  EXPECT_EQ(store.find("b", 5), nullptr);
  EXPECT_EQ(store.keys(), 1);
  EXPECT_EQ(std::distance(store.written_since(0), store.written_end()), 2);
}

}  // namespace
}  // namespace roadworthy::mocks::etcd
