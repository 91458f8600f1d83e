#include "mocks/http/control.h"

#include <algorithm>

#include <fmt/format.h>

#include "mocks/http/faults.h"
#include "mocks/http/journal.h"
#include "mocks/http/server.h"

namespace roadworthy::mocks {
namespace {

constexpr std::size_t kMostFaults = 100;

using SetFaults = std::function<Result<void>(std::vector<Fault>)>;

Result<nlohmann::json> set_faults(Arguments& fields, const SetFaults& put_in_force, const Faults& in_force) {
  const nlohmann::json list = fields.value("faults").value_or(nullptr);
  if (!list.is_array() || list.size() > kMostFaults) {
    fields.mistake(fmt::format("\"faults\" must be a list of at most {} faults", kMostFaults));
  }
  if (auto finished = fields.finish(); !finished) {
    return std::unexpected(finished.error());
  }
  std::vector<Fault> faults;
  for (const auto& entry : list) {
    auto fault = parse_fault(entry, in_force.own_kinds());
    if (!fault) {
      return std::unexpected(fault.error());
    }
    faults.push_back(std::move(*fault));
  }
  if (auto set = put_in_force(std::move(faults)); !set) {
    return std::unexpected(set.error());
  }
  return nlohmann::json::object();
}

Result<nlohmann::json> query_journal(Arguments& fields, const Journal& journal) {
  JournalQuery query;
  query.path_prefix = fields.text("path").value_or("");
  query.method = fields.text("method").value_or("");
  query.after = fields.whole("since", 0, UINT64_MAX).value_or(0);
  query.newest = fields.whole("limit", 0, 10'000).value_or(query.newest);
  const JournalAnswer found = journal.find(query);
  nlohmann::json entries = nlohmann::json::array();
  for (const Exchange& exchange : found.exchanges) {
    entries.push_back(to_json(exchange));
  }
  return nlohmann::json{{"total", found.total},
                        {"count", found.matching},
                        {"oldest", found.oldest_kept},
                        {"entries", std::move(entries)}};
}

}  // namespace

Control::Control(std::vector<Command> commands) : commands_(std::move(commands)) {}

std::string Control::answer(std::string_view line) const {
  nlohmann::json answer{{"id", nullptr}};
  Result<nlohmann::json> result = fail(ErrorKind::invalid_file, "the line is not a JSON object");
  if (line.size() > kLongestLine) {
    result = fail(ErrorKind::invalid_file, fmt::format("the line is longer than {} bytes", kLongestLine));
  } else if (auto request = nlohmann::json::parse(line, nullptr, false); request.is_object()) {
    if (const auto id = request.find("id"); id != request.end()) {
      answer["id"] = *id;
      request.erase(id);
    }
    result = run(std::move(request));
  }
  answer["ok"] = result.has_value();
  if (result) {
    answer.update(*result);
  } else {
    answer["error"] = result.error().message;
  }
  return answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<nlohmann::json> Control::run(nlohmann::json request) const {
  const auto named = request.find("command");
  const std::string name = named != request.end() && named->is_string() ? named->get<std::string>() : "";
  if (name == "help") {
    return help();
  }
  const auto command = std::ranges::find(commands_, name, &Command::name);
  if (command == commands_.end()) {
    return fail(ErrorKind::invalid_file, fmt::format("no command \"{}\"; \"help\" lists them", name));
  }
  request.erase("command");
  Arguments fields(std::move(request), fmt::format("command {}", name));
  try {
    auto result = command->run(fields);
    if (const auto finished = fields.finish(); !finished) {
      return std::unexpected(finished.error());
    }
    return result;
  } catch (const std::exception& error) {
    return fail(ErrorKind::internal, fmt::format("{}: {}", name, error.what()));
  }
}

nlohmann::json Control::help() const {
  nlohmann::json list = nlohmann::json::object();
  for (const Command& command : commands_) {
    list[std::string(command.name)] = command.summary;
  }
  return {{"commands", std::move(list)}};
}

std::vector<Command> common_commands(Server& server, Faults& faults, const Journal& journal) {
  return common_commands([&server](std::vector<Fault> set) { return server.set_faults(std::move(set)); }, faults,
                         journal);
}

std::vector<Command> common_commands(SetFaults set, Faults& faults, const Journal& journal) {
  return {
      {"fault", "replaces the faults in force by `faults`; an empty list clears them",
       [&faults, set = std::move(set)](Arguments& fields) { return set_faults(fields, set, faults); }},
      {"faults", "the faults in force",
       [&faults](Arguments&) -> Result<nlohmann::json> { return nlohmann::json{{"faults", faults.describe()}}; }},
      {"journal", "requests received; filters: path (prefix), method, since (number), limit",
       [&journal](Arguments& fields) { return query_journal(fields, journal); }},
  };
}

}  // namespace roadworthy::mocks
