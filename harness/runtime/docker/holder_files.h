#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace roadworthy::holder {

struct FileAnswer {
  nlohmann::json head = nlohmann::json::object();  ///< `error` in words, and `errno`, where it did not go well.
  std::string bytes;
};

/// Reads, writes or renames a file below the folder `root` (`/volumes`): {"do": "read", "volume": V, "path": P,
/// "limit": N}, {"do": "write", ..., "append": B}, {"do": "rename", ..., "to": P}. Links that lead out of the volume
/// are refused.
[[nodiscard]] FileAnswer handle_file_request(const std::string& root, const nlohmann::json& request,
                                             std::string_view bytes);

}  // namespace roadworthy::holder
