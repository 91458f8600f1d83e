#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <rpc.pb.h>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "mocks/etcd/store.h"

namespace roadworthy::mocks::etcd {

namespace pb = ::etcdserverpb;

class WatchStream;

/// One watch. What it has been sent is all up to, and without, `next_revision`; what was written since is read from the
/// store's log when its stream can take it, so that a client that does not read costs nothing.
struct Watcher {
  std::int64_t id = 0;
  Interval interval{"", ""};
  std::int64_t next_revision = 0;
  bool behind = false;  ///< Something from `next_revision` on may have to be sent.
  bool no_put = false;
  bool no_delete = false;
  bool previous = false;
  bool fragment = false;
  bool progress = false;
  TimePoint heard{};  ///< When it was last sent something.
};

/// All watches, found by key. Not thread-safe: whoever calls holds the state's lock.
class WatchHub {
 public:
  void add(const Watcher& watcher, WatchStream* stream);
  void remove(const Watcher& watcher, WatchStream* stream);
  /// Marks whom `written` concerns; their streams are in `woken` from then on.
  void wrote(const std::vector<EntryPtr>& written);
  /// Marks a stream as one that has something to send.
  void wake(WatchStream* stream) { woken_.insert(stream); }
  /// Forgets a stream that ends.
  void forget(WatchStream* stream);
  [[nodiscard]] bool has_woken() const { return !woken_.empty(); }
  /// Streams with something to send, and none from here on.
  [[nodiscard]] std::set<WatchStream*> take_woken() { return std::exchange(woken_, {}); }
  [[nodiscard]] const std::set<WatchStream*>& streams() const { return streams_; }
  void join(WatchStream* stream) { streams_.insert(stream); }

  bool stalled = false;  ///< A fault: nothing is sent on any watch.
  std::size_t events_sent = 0;

 private:
  struct Place {
    WatchStream* stream;
    std::int64_t id;
    bool operator==(const Place&) const = default;
  };
  std::unordered_map<std::string, std::vector<Place>> of_key_;
  std::vector<std::pair<Interval, Place>> of_range_;
  std::set<WatchStream*> streams_;
  std::set<WatchStream*> woken_;
};

/// The watches of one stream, and what waits to be sent on it. Under the state's lock, but for `kick`.
class WatchStream {
 public:
  struct Options {
    std::size_t most_bytes = 2 * 1024 * 1024;  ///< Of a response, when the watch allows fragments.
    Duration progress_every = std::chrono::minutes(10);
  };
  /// `kick` is called without the lock when there may be something to send.
  WatchStream(Store& store, WatchHub& hub, const Clock& clock, Options options, std::function<void()> kick);
  ~WatchStream();
  WatchStream(const WatchStream&) = delete;
  WatchStream& operator=(const WatchStream&) = delete;

  /// `denied` is the reason why the watch may not be; empty when it may.
  void create(pb::WatchCreateRequest request, const std::string& denied);
  void cancel(std::int64_t id);
  void ask_progress();
  /// Ends every watch, as a server does that lost what they need; `compact_revision` 0 is none.
  void cancel_all(const std::string& reason, std::int64_t compact_revision);
  /// Sends progress to watches that heard nothing for long; returns when to do it again.
  [[nodiscard]] std::optional<TimePoint> send_progress();

  /// The next response, or none for now. The header has the revision alone.
  [[nodiscard]] std::optional<pb::WatchResponse> next();
  void mark_behind(std::int64_t id, std::int64_t revision);
  /// What tells the stream so; may be called when the stream is gone.
  [[nodiscard]] const std::function<void()>& kicker() const { return kick_; }
  [[nodiscard]] std::size_t watches() const { return watchers_.size(); }

 private:
  void queue(pb::WatchResponse response) { ready_.push_back(std::move(response)); }
  [[nodiscard]] pb::WatchResponse response_for(std::int64_t id) const;
  void drop(std::int64_t id);
  [[nodiscard]] bool fill(Watcher& watcher, pb::WatchResponse& response);
  void add_event(const Watcher& watcher, const EntryPtr& entry, pb::WatchResponse& response) const;
  void split(pb::WatchResponse response);

  Store& store_;
  WatchHub& hub_;
  const Clock& clock_;
  const Options options_;
  const std::function<void()> kick_;
  std::map<std::int64_t, Watcher> watchers_;
  std::set<std::int64_t> behind_;
  std::deque<pb::WatchResponse> ready_;
  std::int64_t next_id_ = 0;
  std::size_t progress_asked_ = 0;  ///< Answered once no watch is behind.
};

}  // namespace roadworthy::mocks::etcd
