#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "definition/importers.h"

namespace roadworthy {

/// Reads a fuzzer's bytes as a file of that format. What comes out must keep the model's promises.
inline int fuzz_importer(const char* format, const char* file_name, const std::uint8_t* data, std::size_t size) {
  ImportOptions options;
  options.as = format;
  options.limits.bytes = 1u << 16;
  options.limits.nodes = 20'000;
  options.limits.copies = 5'000;
  const auto deployments =
      parse_deployments(file_name, std::string(reinterpret_cast<const char*>(data), size), options);
  if (!deployments) {
    if (deployments.error().empty()) {
      std::abort();  // Refused without a word.
    }
    for (const Error& error : deployments.error()) {
      (void)describe(error);
    }
    return 0;
  }
  for (const Deployment& deployment : *deployments) {
    const double share = share_read(deployment);
    if (!(share >= 0 && share <= 1)) {
      std::abort();
    }
    for (const Error& mistake : deployment.mistakes) {
      (void)describe(mistake);
    }
    for (const Pod& pod : deployment.pods) {
      for (const Container& container : pod.containers) {
        (void)share_localhost(deployment, pod, container, pod, container);
      }
    }
  }
  return 0;
}

}  // namespace roadworthy
