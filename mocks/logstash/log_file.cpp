#include "mocks/logstash/log_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <vector>

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace roadworthy::mocks {
namespace {

constexpr std::array<std::string_view, 6> kLevels{"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
constexpr std::size_t kArchives = 30;
constexpr std::size_t kLoggerWidth = 25;

std::tm local(std::chrono::system_clock::time_point time) {
  return fmt::localtime(std::chrono::system_clock::to_time_t(time));
}

std::int64_t unix_milliseconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string_view stem_of(const LogOptions& options) {
  return options.json ? "logstash-json" : "logstash-plain";
}

void write_all(int fd, std::string_view bytes) {
  while (fd >= 0 && !bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return;  // A full disk or a closed console does not end the program.
    }
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
}

Result<void> compress(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::ifstream in(from, std::ios::binary);
  gzFile out = ::gzopen(to.c_str(), "wb");
  if (!in || out == nullptr) {
    return fail_system(fmt::format("cannot make {}", to.string()), errno);
  }
  std::array<char, 64 * 1024> buffer{};
  bool good = true;
  while (good && in) {
    in.read(buffer.data(), buffer.size());
    const auto size = static_cast<unsigned>(in.gcount());
    good = size == 0 || ::gzwrite(out, buffer.data(), size) == static_cast<int>(size);
  }
  good = ::gzclose(out) == Z_OK && good;
  if (!good) {
    return fail(ErrorKind::environment, fmt::format("cannot write {}", to.string()));
  }
  std::error_code ignored;
  std::filesystem::remove(from, ignored);
  return {};
}

std::vector<std::filesystem::path> archives(const LogOptions& options) {
  std::vector<std::filesystem::path> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(options.folder, ignored)) {
    const std::string name = entry.path().filename();
    if (name.starts_with(fmt::format("{}-", stem_of(options))) && name.ends_with(".log.gz")) {
      found.push_back(entry.path());
    }
  }
  return found;
}

/// The number behind the last dash of `logstash-plain-2024-01-01-7.log.gz`.
int number_of(const std::filesystem::path& archive) {
  const std::string name = archive.filename();
  return std::atoi(name.c_str() + name.rfind('-') + 1);
}

void remove_oldest(const LogOptions& options) {
  auto found = archives(options);
  std::ranges::sort(found, [](const auto& left, const auto& right) {
    const auto day = [](const auto& path) {
      return path.filename().string().substr(0, path.filename().string().rfind('-'));
    };
    return std::pair(day(left), number_of(left)) < std::pair(day(right), number_of(right));
  });
  std::error_code ignored;
  for (std::size_t i = 0; i + kArchives < found.size(); ++i) {
    std::filesystem::remove(found[i], ignored);
  }
}

}  // namespace

LogLevel parse_log_level(std::string_view name) {
  const auto same = [&](std::string_view level) {
    return std::ranges::equal(level, name, [](char upper, char lower) { return upper == std::toupper(lower); });
  };
  const auto* const found = std::ranges::find_if(kLevels, same);
  return found == kLevels.end() ? LogLevel::info : static_cast<LogLevel>(found - kLevels.begin());
}

Result<std::unique_ptr<LogFile>> LogFile::open(LogOptions options) {
  std::unique_ptr<LogFile> log(new LogFile(std::move(options)));
  if (!log->options_.folder.empty()) {
    if (auto opened = log->open_file(); !opened) {
      return std::unexpected(opened.error());
    }
  }
  return log;
}

Result<void> LogFile::open_file() {
  std::error_code error;
  std::filesystem::create_directories(options_.folder, error);
  const auto path = options_.folder / fmt::format("{}.log", stem_of(options_));
  file_.reset(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file_) {
    return fail(ErrorKind::environment,
                fmt::format("Path \"{}\" must be a writable directory. It is not writable.", options_.folder.string()));
  }
  struct stat status{};
  ::fstat(file_.get(), &status);
  bytes_ = static_cast<std::uint64_t>(status.st_size);
  const auto begun = bytes_ > 0 ? std::chrono::system_clock::from_time_t(status.st_mtime) : options_.now();
  day_ = fmt::format("{:%Y-%m-%d}", local(begun));
  return {};
}

std::string LogFile::format(const LogEntry& entry) const {
  const auto now = options_.now();
  const auto level = kLevels[static_cast<std::size_t>(entry.level)];
  if (options_.json) {
    nlohmann::ordered_json line{
        {"level", level},
        {"loggerName", entry.logger},
        {"timeMillis", unix_milliseconds(now)},
        {"thread", entry.pipeline.empty() ? "main" : fmt::format("[{}]-pipeline-manager", entry.pipeline)},
        {"logEvent", {{"message", entry.message}}}};
    if (!entry.pipeline.empty()) {
      line["pipeline.id"] = entry.pipeline;
    }
    if (!entry.plugin.empty()) {
      line["plugin.id"] = entry.plugin;
    }
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  std::string line =
      fmt::format("[{:%Y-%m-%dT%H:%M:%S},{:03}][{:<5}][{:<{}}]", local(now), unix_milliseconds(now) % 1000, level,
                  entry.logger.substr(0, kLoggerWidth), kLoggerWidth);
  for (const std::string_view context : {entry.pipeline, entry.plugin}) {
    line += context.empty() ? "" : fmt::format("[{}]", context);
  }
  return line += fmt::format(" {}", entry.message);
}

void LogFile::put(std::string line) {
  line += '\n';
  if (file_ && bytes_ > 0 &&
      (bytes_ + line.size() > options_.rotate_bytes || day_ != fmt::format("{:%Y-%m-%d}", local(options_.now())))) {
    (void)roll_over();  // When it cannot be archived, the file goes on.
  }
  write_all(file_.get(), line);
  write_all(options_.console, line);
  bytes_ += line.size();
}

void LogFile::write(const LogEntry& entry) {
  if (entry.level < options_.level) {
    return;
  }
  const std::scoped_lock lock(mutex_);
  put(format(entry));
}

void LogFile::write_lines(const std::vector<std::string>& lines) {
  const std::scoped_lock lock(mutex_);
  for (const std::string& line : lines) {
    put(line);
  }
}

Result<std::string> LogFile::rotate() {
  const std::scoped_lock lock(mutex_);
  return file_ ? roll_over() : Result<std::string>{};
}

Result<std::string> LogFile::roll_over() {
  const std::string dated = fmt::format("{}-{}-", stem_of(options_), day_);
  int number = 0;
  for (const auto& archive : archives(options_)) {
    if (archive.filename().string().starts_with(dated)) {
      number = std::max(number, number_of(archive));
    }
  }
  // Renamed first, so that no line is in neither file; who follows the name finds a new, empty file.
  const auto current = options_.folder / fmt::format("{}.log", stem_of(options_));
  const auto rolled = options_.folder / fmt::format("{}{}.log", dated, number + 1);
  std::error_code error;
  std::filesystem::rename(current, rolled, error);
  if (error) {
    return fail(ErrorKind::environment, fmt::format("cannot rename {}: {}", current.string(), error.message()));
  }
  if (auto opened = open_file(); !opened) {
    return std::unexpected(opened.error());
  }
  const auto archive = rolled.string() + ".gz";
  if (auto compressed = compress(rolled, archive); !compressed) {
    return std::unexpected(compressed.error());
  }
  remove_oldest(options_);
  return std::filesystem::path(archive).filename().string();
}

}  // namespace roadworthy::mocks
