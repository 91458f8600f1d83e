#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/btree_map.h>
#include <absl/container/inlined_vector.h>

namespace roadworthy::mocks::etcd {

/// One write of one key; never changes.
struct Entry {
  std::string key;
  std::string value;
  std::int64_t create_revision = 0;  ///< 0: the key was deleted.
  std::int64_t mod_revision = 0;
  std::int64_t version = 0;
  std::int64_t lease = 0;
  [[nodiscard]] bool deleted() const { return create_revision == 0; }
};
using EntryPtr = std::shared_ptr<const Entry>;

/// Keys from `key` up to, and without, `end`, as bytes. Built from a request's `key` and `range_end`: an empty
/// range_end is the one key, a single zero byte has no end.
struct Interval {
  Interval(std::string_view from, std::string_view range_end)
      : key(from), end(range_end == std::string_view("\0", 1) ? "" : range_end), one(range_end.empty()) {}
  [[nodiscard]] bool contains(std::string_view candidate) const {
    return one ? candidate == key : candidate >= key && (end.empty() || candidate < end);
  }
  std::string key;
  std::string end;  ///< Empty: none, unless `one`.
  bool one;
};

/// Every key with its history, as etcd's multi-version store keeps it. Not thread-safe.
///
/// Writes belong to the revision after `revision()` until `commit`; reads in between see them.
class Store {
 public:
  using Visit = std::function<void(const EntryPtr&)>;

  [[nodiscard]] std::int64_t revision() const { return revision_; }
  /// What a read sees now: `revision()`, or the one that the open writes will have.
  [[nodiscard]] std::int64_t reading() const { return revision_ + (changed() ? 1 : 0); }
  [[nodiscard]] bool changed() const { return changes_ > 0; }
  /// Before this revision nothing can be read; -1 before the first compaction.
  [[nodiscard]] std::int64_t compacted() const { return compacted_; }
  [[nodiscard]] std::size_t keys() const { return index_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// The key as it was at `revision`; null when it did not exist then. One below `compacted` gives no promise.
  [[nodiscard]] EntryPtr find(std::string_view key, std::int64_t revision) const;
  /// Calls `visit` for the keys that existed at `revision`, in their order, at most `limit` times (0: always).
  /// Returns how many keys there are, with those beyond `limit`.
  std::int64_t visit(const Interval& interval, std::int64_t revision, std::int64_t limit, const Visit& visit) const;

  void put(std::string_view key, std::string_view value, std::int64_t lease);
  /// False when there is no such key.
  bool remove(std::string_view key);
  /// Ends the open writes. Returns them, in order; they stay valid until the next change.
  std::vector<EntryPtr> commit();

  /// `revision` is above `compacted()` and not above `revision()`.
  void compact(std::int64_t revision);

  /// What was written from `revision` on, in order. A later write ends the iterator's life.
  using Log = std::deque<EntryPtr>;
  [[nodiscard]] Log::const_iterator written_since(std::int64_t revision) const;
  [[nodiscard]] Log::const_iterator written_end() const { return log_.end(); }

 private:
  using History = absl::InlinedVector<EntryPtr, 1>;
  [[nodiscard]] static EntryPtr of_revision(const History& history, std::int64_t revision);
  void append(History& history, EntryPtr entry);

  absl::btree_map<std::string, History, std::less<>> index_;
  Log log_;
  std::int64_t revision_ = 1;
  std::int64_t compacted_ = -1;
  std::size_t changes_ = 0;  ///< Entries at the end of the log that are not committed.
  std::size_t bytes_ = 0;
};

}  // namespace roadworthy::mocks::etcd
