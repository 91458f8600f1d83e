#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/unique_fd.h"

namespace roadworthy::mocks::etcd {

/// The requests that changed something, in a file of the data directory, so that a stand-in that is killed and started
/// again has what it had. Each record is a length, a method's path and a request; a record cut short ends the file.
class WriteAhead {
 public:
  using Replay = std::function<void(std::string_view path, std::string_view request)>;

  /// Makes the folder when there is none, hands on what stands in the file, and cuts off a torn end.
  [[nodiscard]] static Result<std::unique_ptr<WriteAhead>> open(const std::string& folder, const Replay& replay);

  /// Hands a record to the kernel, which keeps it when this process is killed.
  void append(std::string_view path, std::string_view request);

 private:
  explicit WriteAhead(UniqueFd file) : file_(std::move(file)) {}
  UniqueFd file_;
};

}  // namespace roadworthy::mocks::etcd
