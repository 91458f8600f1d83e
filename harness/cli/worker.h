#pragma once

#include <string_view>

namespace roadworthy {

/// The only argument of a worker process. A person never types it.
inline constexpr std::string_view kWorkerArgument = "--worker";

/// Runs one scenario: reads a Job from standard input, writes events to standard output, one JSON object a line:
/// `{"event":"runtime",...}`, `{"event":"step","text":...,"outcome":...}`, and last
/// `{"event":"verdict","verdict":{...}}`. Exit code 0 whenever the last one was written. SIGINT and SIGTERM end the
/// scenario early, with its tear-down.
[[nodiscard]] int run_worker();

}  // namespace roadworthy
