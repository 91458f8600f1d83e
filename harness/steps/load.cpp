#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "probe/request.h"
#include "steps/steps.h"

namespace roadworthy {
namespace {

/// `load: { http: "GET http://edge:3000/api/stats", rate: 50, for: 5s, connections: 4 }`
struct LoadSpec {
  CheckRequest request;
  double rate = 0;  ///< Requests a second; fewer where the subject is too slow for its connections.
  Duration length{};
  std::uint32_t connections = 4;
};

/// Requests that are sent while the steps go on. What is answered is not looked at: a load is a condition for other
/// checks.
class Load {
 public:
  explicit Load(LoadSpec spec) : spec_(std::move(spec)) {}
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() { finish(); }

  void begin(Stand& stand) {
    const TimePoint start = stand.clock().now();
    const TimePoint end = start + spec_.length;
    next_ = start;
    ending_ = false;
    for (std::uint32_t number = 0; number < spec_.connections; ++number) {
      threads_.emplace_back([this, &stand, end] { work(stand, end); });
    }
  }

  void finish() {
    {
      const std::scoped_lock lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    std::ranges::for_each(threads_, &std::thread::join);
    threads_.clear();
  }

 private:
  void work(Stand& stand, TimePoint end) {
    std::unique_lock lock(mutex_);
    while (!ending_ && !stand.interrupted()) {
      const TimePoint now = stand.clock().now();
      const TimePoint mine = std::max(next_, now);  // What could not be sent in its time is left out, not made up for.
      if (mine >= end) {
        return;
      }
      next_ = mine + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1.0 / spec_.rate));
      if (changed_.wait_until(lock, mine, [this] { return ending_; })) {
        return;
      }
      lock.unlock();
      const auto answer = exchange(stand, spec_.request.request, mine + spec_.request.timeout);
      lock.lock();
      if (!answer && answer.error().kind != ErrorKind::no_answer) {
        return;  // The stand broke or ends; a check will say so.
      }
    }
  }

  const LoadSpec spec_;
  std::mutex mutex_;
  std::condition_variable changed_;
  TimePoint next_{};  ///< When the next request is due.
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

Action parse_load(Decoder& decode) {
  decode.allow("load");
  Decoder body(*decode.node().find("load"), decode.errors(), "`load`");
  LoadSpec spec{.request = take_request(body, "http", std::chrono::seconds(5)),
                .rate = body.required<double>("rate"),
                .length = body.required<Duration>("for"),
                .connections = body.optional<std::uint32_t>("connections").value_or(4)};
  if (body.has("rate") && !(spec.rate >= 0.1 && spec.rate <= 1000)) {
    body.fail("rate", fmt::format("{} requests a second cannot be sent", spec.rate), "from 0.1 to 1000 can");
    spec.rate = 1;
  }
  if (spec.connections < 1 || spec.connections > 64) {
    body.fail("connections", fmt::format("{} connections cannot be held", spec.connections), "from 1 to 64 can");
  }
  body.finish();
  const auto load = std::make_shared<Load>(spec);
  return Action{.kind = "load",
                .description = fmt::format("load of {} requests a second for {}: {}", spec.rate, to_text(spec.length),
                                           spec.request.description),
                .addresses = spec.request.addresses,
                .names_pods = true,
                .run = [load](Stand& stand, TimePoint) -> Result<void> {
                  load->finish();
                  load->begin(stand);
                  return {};
                },
                .finish = [load] { load->finish(); }};
}

}  // namespace roadworthy
