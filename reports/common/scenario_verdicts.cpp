#include "reports/common/scenario_verdicts.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace roadworthy {
namespace {

using SizeBytes = std::array<char, sizeof(std::uint64_t)>;

/// A file that goes with its descriptor.
Result<UniqueFd> open_nameless_file() {
  std::error_code problem;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(problem);
  std::string path = ((problem ? "/tmp" : folder) / "roadworthy-verdicts-XXXXXX").string();
  UniqueFd file(::mkostemp(path.data(), O_CLOEXEC));
  if (!file) {
    return fail_system(fmt::format("cannot make a file in {}", folder.string()), errno);
  }
  ::unlink(path.c_str());
  return file;
}

Result<void> write_at(int file, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno != EINTR) {
      return fail_system("cannot keep a verdict in the temporary folder", errno);
    }
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    }
  }
  return {};
}

/// Fills `bytes`; false where the file has fewer, or cannot be read.
bool read_at(int file, std::uint64_t offset, std::span<char> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got == 0 || (got < 0 && errno != EINTR)) {
      return false;
    }
    if (got > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(got));
      offset += static_cast<std::uint64_t>(got);
    }
  }
  return true;
}

}  // namespace

Result<void> ScenarioVerdicts::spool(const ScenarioVerdict& verdict) {
  if (!file_) {
    auto file = open_nameless_file();
    if (!file) {
      return std::unexpected(file.error());
    }
    file_ = std::move(*file);
  }
  const std::string text = dump(verdict);
  const auto size = std::bit_cast<SizeBytes>(std::uint64_t{text.size()});
  if (auto written = write_at(file_.get(), file_size_, std::string(size.data(), size.size()) + text); !written) {
    return written;
  }
  file_size_ += size.size() + text.size();
  ++spooled_;
  return {};
}

ScenarioVerdict ScenarioVerdicts::read_back(std::uint64_t& offset) const {
  SizeBytes size{};
  std::string text;
  bool whole = read_at(file_.get(), offset, size);
  if (whole) {
    text.resize(std::bit_cast<std::uint64_t>(size));
    whole = read_at(file_.get(), offset + size.size(), text);
    offset += size.size() + text.size();
  }
  auto verdict = whole ? parse_scenario_verdict(text)
                       : fail(ErrorKind::environment, "its verdict cannot be read back from the temporary folder");
  return verdict ? std::move(*verdict)
                 : ScenarioVerdict{.outcome = Outcome::errored, .reason = verdict.error().message};
}

void ScenarioVerdicts::Iterator::load() {
  const bool spooled = at_ >= of_->in_memory_.size() && at_ < of_->size();
  read_back_ = spooled ? std::make_shared<const ScenarioVerdict>(of_->read_back(offset_)) : nullptr;
}

}  // namespace roadworthy
