#include "mocks/logstash/hot_threads.h"

#include <algorithm>
#include <array>
#include <list>

#include <fmt/format.h>

namespace roadworthy::mocks {
namespace {

struct Thread {
  std::string_view name;
  std::uint64_t id = 0;
  double cpu = 0;  ///< Percent.
  std::uint64_t waited = 0;
  std::uint64_t blocked = 0;
  std::string_view state;
  std::string_view path;  ///< The pipeline's source; may be empty.
  std::array<std::string_view, 3> trace;
};

constexpr std::array kThreads{
    Thread{"[main]>worker0",
           31,
           1.81,
           410,
           3,
           "timed_waiting",
           "/usr/share/logstash/logstash-core/lib/logstash/java_pipeline.rb:304",
           {"java.base@21.0.5/jdk.internal.misc.Unsafe.park(Native Method)",
            "java.base@21.0.5/java.util.concurrent.locks.LockSupport.parkNanos(LockSupport.java:269)",
            "app//org.logstash.ext.JrubyMemoryReadClientExt.readBatch(JrubyMemoryReadClientExt.java:82)"}},
    Thread{"[main]>worker1",
           32,
           1.74,
           402,
           2,
           "timed_waiting",
           "/usr/share/logstash/logstash-core/lib/logstash/java_pipeline.rb:304",
           {"java.base@21.0.5/jdk.internal.misc.Unsafe.park(Native Method)",
            "java.base@21.0.5/java.util.concurrent.locks.LockSupport.parkNanos(LockSupport.java:269)",
            "app//org.logstash.ext.JrubyMemoryReadClientExt.readBatch(JrubyMemoryReadClientExt.java:82)"}},
    Thread{"[main]<udp",
           34,
           0.92,
           120,
           0,
           "runnable",
           "/usr/share/logstash/vendor/bundle/jruby/3.1.0/gems/logstash-input-udp-3.5.0/lib/logstash/inputs/udp.rb:96",
           {"java.base@21.0.5/sun.nio.ch.DatagramDispatcher.read0(Native Method)",
            "java.base@21.0.5/sun.nio.ch.DatagramChannelImpl.receive(DatagramChannelImpl.java:605)",
            "org.jruby.ext.socket.RubyUDPSocket.recvfrom(RubyUDPSocket.java:288)"}},
    Thread{"Api Webserver",
           28,
           0.22,
           30,
           0,
           "timed_waiting",
           "",
           {"java.base@21.0.5/java.lang.Object.wait0(Native Method)",
            "java.base@21.0.5/java.lang.Object.wait(Object.java:366)",
            "org.jruby.RubyThread.sleep(RubyThread.java:1735)"}},
    Thread{"Ruby-0-Thread-1",
           20,
           0.01,
           900,
           0,
           "waiting",
           "",
           {"java.base@21.0.5/java.lang.Object.wait0(Native Method)",
            "java.base@21.0.5/java.lang.Object.wait(Object.java:366)",
            "org.jruby.RubyThread.sleep(RubyThread.java:1735)"}},
};

/// Idle by the API's measure: waits, and does nothing for a pipeline.
bool idle(const Thread& thread) {
  return thread.state == "waiting" && thread.path.empty();
}

/// `names` keeps the names of the threads that other pipelines than the first one have.
std::vector<Thread> busiest(const HotThreadsQuery& query, const Figures& figures, std::list<std::string>& names) {
  std::vector<Thread> threads;
  for (std::size_t at = 1; at < figures.pipelines.size(); ++at) {
    Thread worker = kThreads.front();
    worker.name = names.emplace_back(fmt::format("[{}]>worker0", figures.pipelines[at].id));
    worker.id += 10 * at;
    threads.push_back(worker);
  }
  std::ranges::copy_if(kThreads, std::back_inserter(threads),
                       [&](const Thread& thread) { return !query.ignore_idle_threads || !idle(thread); });
  std::ranges::stable_sort(threads, [&](const Thread& left, const Thread& right) {
    return query.ordered_by == "wait"    ? left.waited > right.waited
           : query.ordered_by == "block" ? left.blocked > right.blocked
                                         : left.cpu > right.cpu;
  });
  threads.resize(std::min(threads.size(), query.threads));
  return threads;
}

/// The figures move a little with what the process does.
double cpu_of(const Thread& thread, const Figures& figures) {
  return static_cast<double>(static_cast<std::uint64_t>(thread.cpu * 100) + figures.events.in % 10) / 100;
}

}  // namespace

Json hot_threads(const HotThreadsQuery& query, const Figures& figures, const std::string& time) {
  Json threads = Json::array();
  std::list<std::string> names;
  for (const Thread& thread : busiest(query, figures, names)) {
    Json entry{{"name", thread.name},
               {"thread_id", thread.id},
               {"percent_of_cpu_time", cpu_of(thread, figures)},
               {"state", thread.state}};
    if (!thread.path.empty()) {
      entry["path"] = thread.path;
    }
    entry["traces"] = Json::array();
    for (std::size_t line = 0; line < std::min(thread.trace.size(), query.stacktrace_size); ++line) {
      entry["traces"].push_back(thread.trace[line]);
    }
    threads.push_back(std::move(entry));
  }
  return {{"time", time}, {"busiest_threads", threads.size()}, {"threads", std::move(threads)}};
}

std::string hot_threads_text(const HotThreadsQuery& query, const Figures& figures, const std::string& host,
                             const std::string& time) {
  std::list<std::string> names;
  const auto threads = busiest(query, figures, names);
  std::string text =
      fmt::format("::: {{{}}}\nHot threads at {}, busiestThreads={}: \n{:=<80}\n", host, time, threads.size(), "");
  for (const Thread& thread : threads) {
    text += fmt::format("{:.2f} % of cpu usage, state: {}, thread name: '{}', thread id: {} \n",
                        cpu_of(thread, figures), thread.state, thread.name, thread.id);
    if (!thread.path.empty()) {
      text += fmt::format("{}\n", thread.path);
    }
    for (std::size_t line = 0; line < std::min(thread.trace.size(), query.stacktrace_size); ++line) {
      text += fmt::format("\t{}\n", thread.trace[line]);
    }
    text += fmt::format("{:-<80}\n", "");
  }
  return text;
}

}  // namespace roadworthy::mocks
