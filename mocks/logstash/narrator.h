#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "mocks/logstash/log_file.h"
#include "mocks/logstash/model.h"
#include "mocks/logstash/node.h"

namespace roadworthy::mocks {

/// Writes what a Logstash logs by itself: its start, a line now and then while events flow, an error a line for each
/// output that fails. How often follows from the model's rate: one line for about 100 events, at most ten a second,
/// none at rate 0.
class Narrator {
 public:
  /// Both outlive it. `api_delay`: when the line about the API is due.
  Narrator(const Node& node, Model& model, LogFile& log, std::uint16_t port, Duration api_delay);
  ~Narrator();
  Narrator(const Narrator&) = delete;
  Narrator& operator=(const Narrator&) = delete;

  /// Looks at the rate anew.
  void wake();
  /// The lines of a shutdown by a signal.
  void say_goodbye();

 private:
  void run(std::uint16_t port, Duration api_delay);
  /// False when the narrator ends.
  bool pause_until(TimePoint time);
  void tell_start();
  void tell_api(std::uint16_t port);
  void tell_pipelines(const Figures& figures);
  void tell_traffic(const Figures& figures);

  const Node& node_;
  Model& model_;
  LogFile& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  bool woken_ = false;
  std::thread thread_;
};

}  // namespace roadworthy::mocks
