#include "probe/volume_file.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace roadworthy {

bool stays_within(std::string_view path) {
  const std::filesystem::path parts(path);
  return !path.empty() && !path.ends_with('/') && parts.is_relative() &&
         std::ranges::none_of(parts, [](const auto& part) { return part == ".." || part == "." || part.empty(); });
}

FileSpec take_file(Decoder& decode, std::string_view key) {
  FileSpec spec;
  spec.text = decode.required<std::string>(key);
  const auto where = decode.node().find(key);
  const auto slash = spec.text.find('/');
  spec.file.volume = spec.text.substr(0, slash);
  spec.file.path = slash == std::string::npos ? "" : spec.text.substr(slash + 1);
  spec.volume = {spec.file.volume, where ? where->span() : decode.node().span()};
  if (!spec.text.empty() && (!stays_within(spec.file.volume) || !stays_within(spec.file.path))) {
    decode.fail(key, fmt::format("`{}` is no file in a volume", spec.text), "write VOLUME/PATH, without . and ..");
  }
  return spec;
}

}  // namespace roadworthy
