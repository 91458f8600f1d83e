#include "cli/kept_stands.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/paths.h"
#include "cli/run_folder.h"
#include "core/words.h"

namespace roadworthy {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(KeptRecord, name, runtime, scenario, run_folder, stand_folder, worker, stand)

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Files that make no sense are passed over: `gc` removes them with their folder.
void read_folder(const fs::path& folder, std::vector<KeptRecord>& records) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::ifstream in(entry.path());
    const json found = json::parse(in, nullptr, false);
    try {
      records.push_back(found.get<KeptRecord>());
    } catch (const json::exception&) {
      continue;
    }
  }
}

}  // namespace

Result<void> write_kept(const KeptRecord& record) {
  const fs::path folder = fs::path(record.run_folder) / (record.stand.alone ? kKeptFolder : kHeldFolder);
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path file = folder / (record.name + ".json");
  std::ofstream out(file);
  out << json(record).dump() << '\n' << std::flush;
  return out ? Result<void>{} : fail(ErrorKind::environment, fmt::format("cannot write {}", file.string()));
}

Result<std::vector<KeptRecord>> read_kept() {
  const auto runs = runs_folder();
  if (!runs) {
    return std::unexpected(runs.error());
  }
  std::vector<KeptRecord> records;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(*runs, error)) {
    read_folder(entry.path() / kKeptFolder, records);
    if (is_held(entry.path().string())) {
      read_folder(entry.path() / kHeldFolder, records);
    }
  }
  std::ranges::sort(records, {}, &KeptRecord::name);
  return records;
}

std::string describe(const KeptRecord& record) {
  std::string text = fmt::format("Kept: stand {} of {}\n", record.name, record.scenario);
  std::size_t widest = 0;
  for (const KeptPod& pod : record.stand.pods) {
    widest = std::max(widest, pod.name.size());
  }
  for (const KeptPod& pod : record.stand.pods) {
    std::vector<std::string> containers;
    for (const KeptContainer& container : pod.containers) {
      containers.push_back(container.name + (container.running ? "" : " (does not run)"));
    }
    text += fmt::format("  pod        {:<{}}  {:<15}  {}\n", pod.name, widest,
                        pod.address.empty() ? "127.0.0.1" : pod.address, fmt::join(containers, ", "));
  }
  const std::string& pod = record.stand.pods.front().name;
  if (!record.stand.reachable) {
    text += "  addresses  are reached from inside the stand only: enter it\n";
  }
  text += fmt::format("  enter      {}\n", quote_words({"roadworthy", "enter", "--stand", record.name, pod}));
  text += record.stand.alone ? fmt::format("  remove     roadworthy gc --kept {}\n", record.name)
                             : fmt::format("  remove     Ctrl-C here, or kill {}\n", record.worker);
  return text;
}

}  // namespace roadworthy
