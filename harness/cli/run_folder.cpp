#include "cli/run_folder.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "cli/paths.h"

namespace roadworthy {
namespace {

namespace fs = std::filesystem;

UniqueFd open_lease(const std::string& folder, int flags) {
  return UniqueFd(open((folder + "/lease").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
}

/// Whether a stand that outlived its run needs the folder.
bool is_kept(const fs::path& folder, const ReleasedStands& released) {
  std::error_code error;
  const fs::directory_iterator stands(folder / kKeptFolder, error);
  return !error && std::any_of(begin(stands), end(stands), [&](const fs::directory_entry& stand) {
    return !released.contains(stand.path().stem());
  });
}

}  // namespace

Result<RunFolder> RunFolder::make() {
  const auto runs = runs_folder();
  if (!runs) {
    return std::unexpected(runs.error());
  }
  RunFolder folder;
  folder.id_ = random_id();
  folder.path_ = *runs + "/" + folder.id_;
  if (mkdir(folder.path_.c_str(), 0755) != 0) {
    return fail_system("cannot make " + folder.path_, errno);
  }
  folder.lease_ = open_lease(folder.path_, O_CREAT | O_EXCL);
  if (!folder.lease_ || flock(folder.lease_.get(), LOCK_EX | LOCK_NB) != 0) {
    return fail_system("cannot take the lease of " + folder.path_, errno);
  }
  return folder;
}

RunFolder::~RunFolder() {
  if (!path_.empty() && lease_) {
    (void)remove();
  }
}

Result<std::string> RunFolder::make_stand_folder(const std::string& stand_id) const {
  std::string path = path_ + "/" + stand_id;
  if (mkdir(path.c_str(), 0755) != 0) {
    return fail_system("cannot make " + path, errno);
  }
  return path;
}

std::vector<std::string> RunFolder::remove() {
  std::vector<std::string> left;
  if (auto removed = remove_run_folder(path_); !removed) {
    left.push_back(removed.error().message);
  }
  lease_.reset();
  path_.clear();
  return left;
}

void RunFolder::leave() {
  lease_.reset();
  path_.clear();
}

bool is_held(const std::string& path) {
  const UniqueFd lease = open_lease(path, 0);
  return lease && flock(lease.get(), LOCK_EX | LOCK_NB) != 0;
}

Result<std::vector<std::string>> abandoned_run_folders(const ReleasedStands& released) {
  const auto runs = runs_folder();
  if (!runs) {
    return std::unexpected(runs.error());
  }
  std::vector<std::string> abandoned;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(*runs, error)) {
    if (!entry.is_directory()) {
      continue;
    }
    if (!is_held(entry.path().string()) && !is_kept(entry.path(), released)) {
      abandoned.push_back(entry.path().string());
    }
  }
  return abandoned;
}

Result<void> remove_run_folder(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) {
    return fail(ErrorKind::environment, fmt::format("cannot remove {}: {}", path, error.message()));
  }
  return {};
}

}  // namespace roadworthy
