#include "mocks/etcd/watch.h"

#include <algorithm>

#include "mocks/etcd/answer.h"
#include "mocks/etcd/messages.h"

namespace roadworthy::mocks::etcd {
namespace {

/// A watch that is far behind catches up in responses of so many bytes and revisions.
constexpr std::size_t kCatchUpBytes = 1024 * 1024;
constexpr std::size_t kCatchUpEntries = 1'000;

}  // namespace

void WatchHub::add(const Watcher& watcher, WatchStream* stream) {
  if (watcher.interval.one) {
    of_key_[watcher.interval.key].push_back({stream, watcher.id});
  } else {
    of_range_.push_back({watcher.interval, {stream, watcher.id}});
  }
}

void WatchHub::remove(const Watcher& watcher, WatchStream* stream) {
  const Place place{stream, watcher.id};
  if (!watcher.interval.one) {
    std::erase_if(of_range_, [&](const auto& row) { return row.second == place; });
  } else if (const auto row = of_key_.find(watcher.interval.key); row != of_key_.end()) {
    std::erase(row->second, place);
    if (row->second.empty()) {
      of_key_.erase(row);
    }
  }
}

void WatchHub::wrote(const std::vector<EntryPtr>& written) {
  for (const EntryPtr& entry : written) {
    if (const auto row = of_key_.find(entry->key); row != of_key_.end()) {
      for (const Place& place : row->second) {
        place.stream->mark_behind(place.id, entry->mod_revision);
      }
    }
    for (const auto& [interval, place] : of_range_) {
      if (interval.contains(entry->key)) {
        place.stream->mark_behind(place.id, entry->mod_revision);
      }
    }
  }
}

void WatchHub::forget(WatchStream* stream) {
  streams_.erase(stream);
  woken_.erase(stream);
}

WatchStream::WatchStream(Store& store, WatchHub& hub, const Clock& clock, Options options, std::function<void()> kick)
    : store_(store), hub_(hub), clock_(clock), options_(options), kick_(std::move(kick)) {
  hub_.join(this);
}

WatchStream::~WatchStream() {
  for (const auto& [id, watcher] : watchers_) {
    hub_.remove(watcher, this);
  }
  hub_.forget(this);
}

pb::WatchResponse WatchStream::response_for(std::int64_t id) const {
  pb::WatchResponse response;
  response.mutable_header()->set_revision(store_.revision());
  response.set_watch_id(id);
  return response;
}

void WatchStream::create(pb::WatchCreateRequest request, const std::string& denied) {
  if (request.key().empty()) {
    request.set_key(std::string(1, '\0'));
  }
  pb::WatchResponse response = response_for(-1);
  response.set_created(true);
  std::string refusal = denied;
  const std::string& end = request.range_end();
  if (!denied.empty()) {
    response.set_watch_id(request.watch_id());
  } else if (!end.empty() && end != std::string(1, '\0') && request.key() >= end) {
    refusal = "mvcc: watcher range is empty";
  } else if (request.watch_id() != 0 && watchers_.contains(request.watch_id())) {
    refusal = "mvcc: duplicate watch ID provided on the WatchStream";
  }
  if (!refusal.empty()) {
    response.set_canceled(true);
    response.set_cancel_reason(refusal);
    queue(std::move(response));
    hub_.wake(this);
    return;
  }
  std::int64_t id = request.watch_id();
  if (id == 0) {
    while (watchers_.contains(next_id_)) {
      ++next_id_;
    }
    id = next_id_++;
  }
  const auto has = [&](int filter) { return std::ranges::find(request.filters(), filter) != request.filters().end(); };
  const std::int64_t now = store_.revision();
  Watcher watcher{.id = id,
                  .interval = Interval(request.key(), end),
                  .next_revision = request.start_revision() == 0 ? now + 1 : request.start_revision(),
                  .no_put = has(pb::WatchCreateRequest::NOPUT),
                  .no_delete = has(pb::WatchCreateRequest::NODELETE),
                  .previous = request.prev_kv(),
                  .fragment = request.fragment(),
                  .progress = request.progress_notify(),
                  .heard = clock_.now()};
  watcher.behind = watcher.next_revision <= now;
  if (watcher.behind) {
    behind_.insert(id);
  }
  response.set_watch_id(id);
  queue(std::move(response));
  hub_.add(watcher, this);
  watchers_.emplace(id, std::move(watcher));
  hub_.wake(this);
}

void WatchStream::drop(std::int64_t id) {
  const auto found = watchers_.find(id);
  hub_.remove(found->second, this);
  behind_.erase(id);
  watchers_.erase(found);
}

void WatchStream::cancel(std::int64_t id) {
  if (watchers_.contains(id)) {
    drop(id);
    pb::WatchResponse response = response_for(id);
    response.set_canceled(true);
    queue(std::move(response));
    hub_.wake(this);
  }
}

void WatchStream::cancel_all(const std::string& reason, std::int64_t compact_revision) {
  while (!watchers_.empty()) {
    const std::int64_t id = watchers_.begin()->first;
    drop(id);
    pb::WatchResponse response = response_for(id);
    response.set_canceled(true);
    response.set_cancel_reason(reason);
    response.set_compact_revision(compact_revision);
    queue(std::move(response));
  }
  hub_.wake(this);
}

void WatchStream::ask_progress() {
  ++progress_asked_;
  hub_.wake(this);
}

std::optional<TimePoint> WatchStream::send_progress() {
  std::optional<TimePoint> next;
  const TimePoint now = clock_.now();
  for (auto& [id, watcher] : watchers_) {
    if (!watcher.progress) {
      continue;
    }
    if (now - watcher.heard >= options_.progress_every && !watcher.behind && !hub_.stalled) {
      watcher.heard = now;
      queue(response_for(id));
      hub_.wake(this);
    }
    const TimePoint due = std::max(watcher.heard + options_.progress_every, now + std::chrono::milliseconds(100));
    next = next ? std::min(*next, due) : due;
  }
  return next;
}

void WatchStream::mark_behind(std::int64_t id, std::int64_t revision) {
  Watcher& watcher = watchers_.at(id);
  if (revision < watcher.next_revision) {
    return;
  }
  if (!watcher.behind) {
    watcher.behind = true;
    watcher.next_revision = revision;  // Nothing before concerned it.
    behind_.insert(id);
  }
  hub_.wake(this);
}

std::optional<pb::WatchResponse> WatchStream::next() {
  while (true) {
    if (!ready_.empty()) {
      if (hub_.stalled && !ready_.front().created()) {
        return std::nullopt;
      }
      pb::WatchResponse response = std::move(ready_.front());
      ready_.pop_front();
      return response;
    }
    if (hub_.stalled) {
      return std::nullopt;
    }
    if (behind_.empty()) {
      if (progress_asked_ == 0) {
        return std::nullopt;
      }
      --progress_asked_;
      return response_for(-1);
    }
    const std::int64_t id = *behind_.begin();
    Watcher& watcher = watchers_.at(id);
    pb::WatchResponse response = response_for(id);
    if (watcher.next_revision < store_.compacted()) {
      drop(id);
      response.set_canceled(true);
      response.set_compact_revision(store_.compacted());
      return response;
    }
    if (fill(watcher, response)) {
      watcher.behind = false;
      behind_.erase(id);
    }
    if (response.events().empty()) {
      continue;
    }
    watcher.heard = clock_.now();
    hub_.events_sent += static_cast<std::size_t>(response.events_size());
    if (watcher.fragment && response.ByteSizeLong() >= options_.most_bytes && response.events_size() > 1) {
      split(std::move(response));
      continue;
    }
    return response;
  }
}

/// Adds what the watch has not seen, whole revisions only; true when that is all there is.
bool WatchStream::fill(Watcher& watcher, pb::WatchResponse& response) {
  std::size_t bytes = 0;
  std::int64_t revision = watcher.next_revision;
  for (auto entry = store_.written_since(watcher.next_revision); entry != store_.written_end(); ++entry) {
    if ((*entry)->mod_revision != revision) {
      revision = (*entry)->mod_revision;
      if (bytes >= kCatchUpBytes || static_cast<std::size_t>(response.events_size()) >= kCatchUpEntries) {
        watcher.next_revision = revision;
        return false;
      }
    }
    const bool wanted = (*entry)->deleted() ? !watcher.no_delete : !watcher.no_put;
    if (wanted && watcher.interval.contains((*entry)->key)) {
      add_event(watcher, *entry, response);
      bytes += (*entry)->key.size() + (*entry)->value.size();
    }
  }
  watcher.next_revision = store_.revision() + 1;
  return true;
}

void WatchStream::add_event(const Watcher& watcher, const EntryPtr& entry, pb::WatchResponse& response) const {
  mvccpb::Event& event = *response.add_events();
  if (entry->deleted()) {
    event.set_type(mvccpb::Event::DELETE);
    event.mutable_kv()->set_key(entry->key);
    event.mutable_kv()->set_mod_revision(entry->mod_revision);
  } else {
    to_message(*entry, *event.mutable_kv());
  }
  const bool creation = !entry->deleted() && entry->create_revision == entry->mod_revision;
  if (watcher.previous && !creation && entry->mod_revision - 1 >= store_.compacted()) {
    if (const EntryPtr before = store_.find(entry->key, entry->mod_revision - 1)) {
      to_message(*before, *event.mutable_prev_kv());
    }
  }
}

/// Cuts a response into pieces below the limit; they are sent before anything else.
void WatchStream::split(pb::WatchResponse response) {
  std::vector<pb::WatchResponse> pieces;
  pb::WatchResponse head = response;
  head.clear_events();
  pb::WatchResponse piece = head;
  std::size_t bytes = piece.ByteSizeLong();
  for (mvccpb::Event& event : *response.mutable_events()) {
    const std::size_t more = event.ByteSizeLong() + 6;
    if (piece.events_size() > 0 && bytes + more >= options_.most_bytes) {
      piece.set_fragment(true);
      pieces.push_back(std::exchange(piece, head));
      bytes = head.ByteSizeLong();
    }
    *piece.add_events() = std::move(event);
    bytes += more;
  }
  pieces.push_back(std::move(piece));
  ready_.insert(ready_.begin(), std::make_move_iterator(pieces.begin()), std::make_move_iterator(pieces.end()));
}

}  // namespace roadworthy::mocks::etcd
