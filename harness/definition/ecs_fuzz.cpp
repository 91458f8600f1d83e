#include "definition/fuzz_importer.h"

/// Seeds: files of this format. The address and undefined behaviour sanitizers watch.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return roadworthy::fuzz_importer("ecs", "task.json", data, size);
}
