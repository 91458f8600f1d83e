#pragma once

#include "mocks/http/control.h"

namespace roadworthy::mocks {

class LogFile;
class LogstashApi;
class Model;
class Narrator;

/// The commands that only this stand-in has: `model`, `pipeline_start_delay`, `log`, `rotate`.
[[nodiscard]] std::vector<Command> logstash_commands(Model& model, LogstashApi& api, LogFile& log, Narrator& narrator);

}  // namespace roadworthy::mocks
