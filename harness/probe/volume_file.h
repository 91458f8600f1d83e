#pragma once

#include "core/check.h"
#include "document/decoder.h"

namespace roadworthy {

/// A file in a volume as a scenario writes it.
struct FileSpec {
  VolumeFile file;
  NamedPlace volume;
  std::string text;  ///< `logs/logstash-plain.log`
};

/// Takes `file: VOLUME/PATH`. A mistake goes to the decoder.
[[nodiscard]] FileSpec take_file(Decoder& decode, std::string_view key = "file");

/// Whether a path stays within its volume: relative, not empty, without `.` and `..`.
[[nodiscard]] bool stays_within(std::string_view path);

}  // namespace roadworthy
