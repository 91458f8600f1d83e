// The gateway's JSON as every request that there is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mocks/etcd/json.h"
#include "mocks/etcd/methods.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace roadworthy::mocks::etcd;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto values = split_values(text);
  if (size > 0) {
    const Method& method = methods()[data[0] % methods().size()];
    for (const std::string_view value : values) {
      const auto request = method.request();
      if (from_json(value, *request)) {
        // What was read is printed and read again as the same.
        const auto again = method.request();
        if (!from_json(to_json(*request), *again) || again->SerializeAsString() != request->SerializeAsString()) {
          std::abort();
        }
      }
    }
  }
  return 0;
}
