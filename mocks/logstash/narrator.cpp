#include "mocks/logstash/narrator.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace roadworthy::mocks {
namespace {

using namespace std::chrono_literals;

constexpr double kEventsALine = 100;
constexpr Duration kIdleLook = 1h;  ///< At rate 0 only a wake-up changes anything.

Duration between_lines(double rate) {
  if (rate <= 0) {
    return kIdleLook;
  }
  const auto wanted = std::chrono::duration<double>(std::min(kEventsALine / rate, 3600.0));
  return std::max<Duration>(std::chrono::duration_cast<Duration>(wanted), 100ms);
}

}  // namespace

Narrator::Narrator(const Node& node, Model& model, LogFile& log, std::uint16_t port, Duration api_delay)
    : node_(node), model_(model), log_(log) {
  tell_start();
  if (api_delay <= Duration{}) {
    tell_api(port);
  }
  thread_ = std::thread([this, port, api_delay] { run(port, api_delay); });
}

Narrator::~Narrator() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Narrator::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

bool Narrator::pause_until(TimePoint time) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, time, [&] { return ending_ || woken_; });
  woken_ = false;
  return !ending_;
}

void Narrator::run(std::uint16_t port, Duration api_delay) {
  const TimePoint api_at = std::chrono::steady_clock::now() + api_delay;
  while (std::chrono::steady_clock::now() < api_at) {
    if (!pause_until(api_at)) {
      return;
    }
  }
  if (api_delay > Duration{}) {
    tell_api(port);
  }
  bool told_pipelines = false;
  TimePoint last = std::chrono::steady_clock::now();
  while (true) {
    const ModelSettings settings = model_.settings();
    const Figures figures = model_.figures();
    if (figures.loading) {
      told_pipelines = false;
    } else if (!std::exchange(told_pipelines, true)) {
      tell_pipelines(figures);
    }
    const TimePoint next = last + (figures.loading ? Duration(100ms) : between_lines(settings.rate));
    if (std::chrono::steady_clock::now() >= next) {
      last = std::chrono::steady_clock::now();
      if (!figures.loading) {
        tell_traffic(figures);
      }
    } else if (!pause_until(next)) {
      return;
    }
  }
}

void Narrator::tell_start() {
  log_.write({.logger = "logstash.runner",
              .message = "Log4j configuration path used is: /usr/share/logstash/config/log4j2.properties"});
  log_.write({.logger = "logstash.runner",
              .message = fmt::format("Starting Logstash {{\"logstash.version\"=>\"{}\", \"jruby.version\"=>\"jruby "
                                     "9.4.9.0 (3.1.4) 2024-11-04 547c6b150e OpenJDK 64-Bit Server VM 21.0.5+11-LTS on "
                                     "21.0.5+11-LTS +indy +jit [x86_64-linux]\"}}",
                                     node_.settings.version.text())});
}

void Narrator::tell_api(std::uint16_t port) {
  const std::string tls = node_.settings.version.tells_tls_in_log() ? ", :ssl_enabled=>false" : "";
  log_.write({.logger = "logstash.agent",
              .message = fmt::format("Successfully started Logstash API endpoint {{:port=>{}{}}}", port, tls)});
}

void Narrator::tell_pipelines(const Figures& figures) {
  std::vector<std::string> running;
  for (const PipelineFigures& pipeline : figures.pipelines) {
    log_.write({.logger = "logstash.javapipeline",
                .pipeline = pipeline.id,
                .message = fmt::format("Starting pipeline {{:pipeline_id=>\"{}\", \"pipeline.workers\"=>{}, "
                                       "\"pipeline.batch.size\"=>{}, \"pipeline.batch.delay\"=>{}}}",
                                       pipeline.id, node_.settings.workers, node_.settings.batch_size,
                                       node_.settings.batch_delay)});
    log_.write({.logger = "logstash.inputs.udp",
                .pipeline = pipeline.id,
                .plugin = pipeline.inputs.front().id,
                .message = "UDP listener started {:address=>\"0.0.0.0:5000\", :receive_buffer_bytes=>\"212992\", "
                           ":queue_size=>\"2000\"}"});
    log_.write({.logger = "logstash.javapipeline",
                .pipeline = pipeline.id,
                .message = fmt::format("Pipeline started {{\"pipeline.id\"=>\"{}\"}}", pipeline.id)});
    running.push_back(":" + pipeline.id);
  }
  log_.write({.logger = "logstash.agent",
              .message = fmt::format("Pipelines running {{:count=>{}, :running_pipelines=>[{}], "
                                     ":non_running_pipelines=>[]}}",
                                     running.size(), fmt::join(running, ", "))});
}

void Narrator::tell_traffic(const Figures& figures) {
  for (const PipelineFigures& pipeline : figures.pipelines) {
    log_.write({.logger = "logstash.javapipeline",
                .pipeline = pipeline.id,
                .message = fmt::format("Events so far {{:in=>{}, :filtered=>{}, :out=>{}}}", pipeline.events.in,
                                       pipeline.events.filtered, pipeline.events.out)});
    for (const OutputFigures& output : pipeline.outputs) {
      if (output.failing) {
        log_.write({.level = LogLevel::error,
                    .logger = "logstash.outputs." + output.kind,
                    .pipeline = pipeline.id,
                    .plugin = output.id,
                    .message = fmt::format("Could not send events {{:waiting_or_lost=>{}}}", output.in - output.out)});
      }
    }
  }
}

void Narrator::say_goodbye() {
  log_.write({.level = LogLevel::warn, .logger = "logstash.runner", .message = "SIGTERM received. Shutting down."});
  log_.write({.logger = "logstash.javapipeline",
              .pipeline = node_.settings.pipeline_id,
              .message = fmt::format("Pipeline terminated {{\"pipeline.id\"=>\"{}\"}}", node_.settings.pipeline_id)});
  log_.write({.logger = "logstash.runner", .message = "Logstash shut down."});
}

}  // namespace roadworthy::mocks
