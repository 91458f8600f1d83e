#include "mocks/etcd/write_ahead.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace roadworthy::mocks::etcd {
namespace {

struct Head {
  std::uint32_t path_bytes = 0;
  std::uint32_t request_bytes = 0;
};
constexpr std::uint32_t kLongest = 64 * 1024 * 1024;

}  // namespace

Result<std::unique_ptr<WriteAhead>> WriteAhead::open(const std::string& folder, const Replay& replay) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  const std::string name = folder + "/requests";
  UniqueFd file(::open(name.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file) {
    return fail_system("cannot open " + name, errno, "name a folder that can be written with --data-dir");
  }
  std::ifstream in(name, std::ios::binary);
  std::uint64_t whole = 0;
  Head head;
  std::string path;
  std::string request;
  while (in.read(reinterpret_cast<char*>(&head), sizeof head) && head.path_bytes <= kLongest &&
         head.request_bytes <= kLongest) {
    path.resize(head.path_bytes);
    request.resize(head.request_bytes);
    if (!in.read(path.data(), head.path_bytes) || !in.read(request.data(), head.request_bytes)) {
      break;
    }
    replay(path, request);
    whole += sizeof head + path.size() + request.size();
  }
  if (::ftruncate(file.get(), static_cast<off_t>(whole)) != 0) {
    return fail_system("cannot cut the torn end off " + name, errno);
  }
  return std::unique_ptr<WriteAhead>(new WriteAhead(std::move(file)));
}

void WriteAhead::append(std::string_view path, std::string_view request) {
  Head head{static_cast<std::uint32_t>(path.size()), static_cast<std::uint32_t>(request.size())};
  const std::array<iovec, 3> parts{{{&head, sizeof head},
                                    {const_cast<char*>(path.data()), path.size()},
                                    {const_cast<char*>(request.data()), request.size()}}};
  ssize_t written = 0;
  do {
    written = ::writev(file_.get(), parts.data(), parts.size());
  } while (written < 0 && errno == EINTR);
}

}  // namespace roadworthy::mocks::etcd
