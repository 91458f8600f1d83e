#include "mocks/etcd/store.h"

#include <algorithm>
#include <ranges>

namespace roadworthy::mocks::etcd {

EntryPtr Store::of_revision(const History& history, std::int64_t revision) {
  for (const EntryPtr& entry : std::views::reverse(history)) {
    if (entry->mod_revision <= revision) {
      return entry->deleted() ? nullptr : entry;
    }
  }
  return nullptr;
}

EntryPtr Store::find(std::string_view key, std::int64_t revision) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : of_revision(found->second, revision);
}

std::int64_t Store::visit(const Interval& interval, std::int64_t revision, std::int64_t limit,
                          const Visit& visit) const {
  std::int64_t count = 0;
  const auto take = [&](const History& history) {
    if (const EntryPtr entry = of_revision(history, revision)) {
      if (++count <= limit || limit <= 0) {
        visit(entry);
      }
    }
  };
  if (interval.one) {
    if (const auto found = index_.find(interval.key); found != index_.end()) {
      take(found->second);
    }
    return count;
  }
  for (auto row = index_.lower_bound(interval.key);
       row != index_.end() && (interval.end.empty() || row->first < interval.end); ++row) {
    take(row->second);
  }
  return count;
}

void Store::append(History& history, EntryPtr entry) {
  bytes_ += entry->key.size() + entry->value.size();
  history.push_back(entry);
  log_.push_back(std::move(entry));
  ++changes_;
}

void Store::put(std::string_view key, std::string_view value, std::int64_t lease) {
  const std::int64_t revision = revision_ + 1;
  auto row = index_.find(key);
  if (row == index_.end()) {
    row = index_.try_emplace(std::string(key)).first;
  }
  History& history = row->second;
  const bool lives = !history.empty() && !history.back()->deleted();
  append(history, std::make_shared<const Entry>(Entry{
                      .key = std::string(key),
                      .value = std::string(value),
                      .create_revision = lives ? history.back()->create_revision : revision,
                      .mod_revision = revision,
                      .version = lives ? history.back()->version + 1 : 1,
                      .lease = lease,
                  }));
}

bool Store::remove(std::string_view key) {
  const auto found = index_.find(key);
  if (found == index_.end() || found->second.back()->deleted()) {
    return false;
  }
  append(found->second, std::make_shared<const Entry>(Entry{.key = std::string(key), .mod_revision = revision_ + 1}));
  return true;
}

std::vector<EntryPtr> Store::commit() {
  std::vector<EntryPtr> written(log_.end() - static_cast<std::ptrdiff_t>(changes_), log_.end());
  revision_ += changed() ? 1 : 0;
  changes_ = 0;
  return written;
}

void Store::compact(std::int64_t revision) {
  compacted_ = revision;
  for (auto row = index_.begin(); row != index_.end();) {
    History& history = row->second;
    // The last write up to `revision` stays, unless it was a deletion; what came before it goes.
    const auto later =
        std::ranges::find_if(history, [&](const EntryPtr& entry) { return entry->mod_revision > revision; });
    auto first_kept = later;
    if (later != history.begin() && !(*std::prev(later))->deleted()) {
      --first_kept;
    }
    history.erase(history.begin(), first_kept);
    row = history.empty() ? index_.erase(row) : std::next(row);
  }
  // Whoever else holds a pointer is the index; an entry that only the log has was superseded.
  const auto end = written_since(revision + 1);
  Log kept;
  for (auto entry = log_.cbegin(); entry != log_.cend(); ++entry) {
    if (entry >= end || entry->use_count() > 1) {
      kept.push_back(*entry);
    } else {
      bytes_ -= (*entry)->key.size() + (*entry)->value.size();
    }
  }
  log_ = std::move(kept);
}

Store::Log::const_iterator Store::written_since(std::int64_t revision) const {
  return std::ranges::lower_bound(log_, revision, {}, [](const EntryPtr& entry) { return entry->mod_revision; });
}

}  // namespace roadworthy::mocks::etcd
