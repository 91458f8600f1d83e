#include "mocks/logstash/commands.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/logstash/api.h"
#include "mocks/logstash/log_file.h"
#include "mocks/logstash/model.h"
#include "mocks/logstash/narrator.h"

namespace roadworthy::mocks {
namespace {

constexpr std::size_t kMostLines = 100'000;

/// `"elasticsearch"`, or `{"output":"splunk-mitm","how":"rejects"}`. By itself an output that counts documents rejects
/// and any other is unreachable, which is how either shows in the API.
void read_failing(const nlohmann::json& entry, const Model& model, ModelSettings& settings, Arguments& fields) {
  Arguments inner(entry.is_string() ? nlohmann::json{{"output", entry}} : entry, "an entry of failing_outputs");
  const std::string output = inner.text("output").value_or("");
  const std::string how = inner.text("how").value_or("");
  const auto names = model.output_names();
  if (auto finished = inner.finish(); !finished) {
    fields.mistake(finished.error().message);
  } else if (std::ranges::find(names, output) == names.end()) {
    fields.mistake(fmt::format("there is no output \"{}\"; there are {}", output, fmt::join(names, ", ")));
  } else if (!how.empty() && how != "unreachable" && how != "rejects") {
    fields.mistake(fmt::format("an output does not fail by \"{}\" but by unreachable or rejects", how));
  }
  const bool documents = output.starts_with("elasticsearch") || output.starts_with("opensearch");
  settings.failing_outputs[output] =
      how == "rejects" || (how.empty() && documents) ? OutputFailure::rejects : OutputFailure::unreachable;
}

void read_dead_letter_queue(const nlohmann::json& value, ModelSettings& settings, Arguments& fields) {
  if (value.is_null()) {
    settings.dead_letter_queue.reset();
    return;
  }
  Arguments inner(value, "dead_letter_queue");
  DeadLetterQueue queue;
  const auto most = std::uint64_t{1} << 50;
  queue.events = inner.whole("events", 0, most).value_or(0);
  queue.bytes = inner.whole("bytes", 0, most).value_or(1 + queue.events * 600);
  queue.dropped_events = inner.whole("dropped_events", 0, most).value_or(0);
  queue.expired_events = inner.whole("expired_events", 0, most).value_or(0);
  if (auto finished = inner.finish(); !finished) {
    fields.mistake(finished.error().message);
  }
  settings.dead_letter_queue = queue;
}

/// What is not named stays as it is.
ModelSettings read_settings(Arguments& fields, const Model& model) {
  ModelSettings settings = model.settings();
  settings.rate = fields.number("rate", 0, 1e6).value_or(settings.rate);
  settings.stalled = fields.boolean("stalled").value_or(settings.stalled);
  settings.terminated = fields.boolean("terminated").value_or(settings.terminated);
  settings.frozen = fields.boolean("frozen").value_or(settings.frozen);
  settings.pipelines = fields.whole("pipelines", 1, 2).value_or(settings.pipelines);
  settings.reload_failures = fields.whole("reload_failures", 0, 1'000'000).value_or(settings.reload_failures);
  if (const auto percent = fields.value("heap_used_percent")) {
    settings.heap_used_percent = percent->is_null() ? std::nullopt : fields.whole("heap_used_percent", 0, 100);
  }
  if (const auto open = fields.value("open_file_descriptors")) {
    settings.open_file_descriptors =
        open->is_null() ? std::nullopt : fields.whole("open_file_descriptors", 0, 1'048'576);
  }
  if (const auto queue = fields.value("dead_letter_queue")) {
    read_dead_letter_queue(*queue, settings, fields);
  }
  if (const auto outputs = fields.value("failing_outputs")) {
    settings.failing_outputs.clear();
    if (!outputs->is_array()) {
      fields.mistake("\"failing_outputs\" must be a list of output ids, kinds or {output, how}");
    }
    for (const auto& entry : outputs->is_array() ? *outputs : nlohmann::json::array()) {
      read_failing(entry, model, settings, fields);
    }
  }
  return settings;
}

nlohmann::json to_json(const ModelSettings& settings) {
  nlohmann::json out{{"rate", settings.rate},
                     {"stalled", settings.stalled},
                     {"terminated", settings.terminated},
                     {"frozen", settings.frozen},
                     {"pipelines", settings.pipelines},
                     {"reload_failures", settings.reload_failures},
                     {"heap_used_percent", nullptr},
                     {"open_file_descriptors", nullptr},
                     {"dead_letter_queue", nullptr},
                     {"failing_outputs", nlohmann::json::array()}};
  if (settings.heap_used_percent) {
    out["heap_used_percent"] = *settings.heap_used_percent;
  }
  if (settings.open_file_descriptors) {
    out["open_file_descriptors"] = *settings.open_file_descriptors;
  }
  if (const auto& queue = settings.dead_letter_queue) {
    out["dead_letter_queue"] = {{"bytes", queue->bytes},
                                {"events", queue->events},
                                {"dropped_events", queue->dropped_events},
                                {"expired_events", queue->expired_events}};
  }
  for (const auto& [output, failure] : settings.failing_outputs) {
    out["failing_outputs"].push_back(
        {{"output", output}, {"how", failure == OutputFailure::rejects ? "rejects" : "unreachable"}});
  }
  return out;
}

nlohmann::json log_types_of(const Figures& figures) {
  nlohmann::json out = nlohmann::json::object();
  for (const LogTypeRow& row : log_types()) {
    TypeFigures sum;
    for (const PipelineFigures& pipeline : figures.pipelines) {
      const TypeFigures& type = pipeline.types[static_cast<std::size_t>(row.type)];
      sum.in += type.in;
      sum.dropped += type.dropped;
      sum.out += type.out;
      sum.undelivered += type.undelivered;
    }
    out[std::string(row.tag)] = {{"in", sum.in},
                                 {"dropped", sum.dropped},
                                 {"out", sum.out},
                                 {"undelivered", sum.undelivered},
                                 {"profile", row.profile}};
  }
  return out;
}

/// Outputs with the log types whose events come to them.
nlohmann::json outputs_of(const Figures& figures) {
  nlohmann::json out = nlohmann::json::array();
  for (const PipelineFigures& pipeline : figures.pipelines) {
    for (const OutputFigures& output : pipeline.outputs) {
      nlohmann::json types = nlohmann::json::array();
      for (const LogTypeRow& row : log_types()) {
        if (contains(output.forwarded, row.type)) {
          types.push_back(row.tag);
        }
      }
      out.push_back({{"id", output.id},
                     {"types", std::move(types)},
                     {"in", output.in},
                     {"out", output.out},
                     {"failures", output.documents ? output.documents->non_retryable_failures : 0},
                     {"retries", output.documents ? output.documents->retryable_failures : 0}});
    }
  }
  return out;
}

/// `{"set":{...}}` changes and tells; without it only tells.
Result<nlohmann::json> run_model(Arguments& fields, Model& model, LogstashApi& api, Narrator& narrator) {
  const auto set = fields.value("set");
  const bool get = fields.boolean("get").value_or(false);
  if (auto finished = fields.finish(); !finished) {
    return std::unexpected(finished.error());
  }
  if (set) {
    Arguments wanted(*set, "the model");
    ModelSettings settings = read_settings(wanted, model);
    const auto passed = wanted.duration("passed");
    if (auto finished = wanted.finish(); !finished) {
      return std::unexpected(finished.error());
    }
    model.set(std::move(settings));
    model.let_pass(passed.value_or(Duration{}));
    narrator.wake();
  }
  nlohmann::json out{{"settings", to_json(model.settings())}};
  if (get) {
    const Figures figures = model.figures();
    out["stats"] = nlohmann::json::parse(api.stats(figures).dump());
    out["log_types"] = log_types_of(figures);
    out["outputs"] = outputs_of(figures);
    out["served"] = nlohmann::json::object();
    for (const auto& [path, served] : api.served()) {
      out["served"][path] = {{"number", served.number}, {"document", nlohmann::json::parse(served.document.dump())}};
    }
  }
  return out;
}

Result<nlohmann::json> write_log(Arguments& fields, LogFile& log) {
  const nlohmann::json lines = fields.value("lines").value_or(nullptr);
  const bool texts = lines.is_array() && lines.size() <= kMostLines &&
                     std::ranges::all_of(lines, [](const auto& line) { return line.is_string(); });
  if (!texts) {
    fields.mistake(fmt::format("\"lines\" must be a list of at most {} texts", kMostLines));
  }
  if (auto finished = fields.finish(); !finished) {
    return std::unexpected(finished.error());
  }
  log.write_lines(lines.get<std::vector<std::string>>());
  return nlohmann::json::object();
}

Result<nlohmann::json> rotate_log(LogFile& log) {
  auto archive = log.rotate();
  if (!archive) {
    return std::unexpected(archive.error());
  }
  return nlohmann::json{{"archive", *archive}};
}

Result<nlohmann::json> delay_pipelines(Arguments& fields, Model& model, Narrator& narrator) {
  const auto delay = fields.duration("for");
  if (!delay) {
    fields.mistake("\"for\" is needed, such as \"5s\"");
  }
  if (auto finished = fields.finish(); !finished) {
    return std::unexpected(finished.error());
  }
  model.restart_pipelines(*delay);
  narrator.wake();
  return nlohmann::json::object();
}

}  // namespace

std::vector<Command> logstash_commands(Model& model, LogstashApi& api, LogFile& log, Narrator& narrator) {
  return {
      {"model",
       "`set` changes rate, stalled, terminated, frozen, pipelines, heap_used_percent, "
       "open_file_descriptors, dead_letter_queue, failing_outputs or reload_failures, or lets time be `passed`; `get: "
       "true` tells all figures of "
       "one moment, and what was served last",
       [&](Arguments& fields) { return run_model(fields, model, api, narrator); }},
      {"pipeline_start_delay", "reloads: no pipelines for the time `for`, then with counters at zero",
       [&](Arguments& fields) { return delay_pipelines(fields, model, narrator); }},
      {"log", "writes `lines` to the log as they are", [&](Arguments& fields) { return write_log(fields, log); }},
      {"rotate", "rolls the log file over; the answer names the archive", [&](Arguments&) { return rotate_log(log); }},
  };
}

}  // namespace roadworthy::mocks
