#include "mocks/logstash/identifiers.h"

#include <cstdint>
#include <random>

#include <fmt/format.h>

namespace roadworthy::mocks {

std::string random_uuid() {
  std::random_device device;
  const auto word = [&] { return static_cast<std::uint64_t>(device()) << 32 | device(); };
  const std::uint64_t high = (word() & ~0xf000ULL) | 0x4000ULL;
  const std::uint64_t low = (word() & ~(3ULL << 62)) | (2ULL << 62);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff, low >> 48,
                     low & 0xffffffffffffULL);
}

std::string digest_of(std::string_view text) {
  std::string digest;
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (int part = 0; part < 4; ++part) {
    for (const char letter : text) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
    }
    hash = (hash ^ static_cast<unsigned>(part)) * 0x100000001b3ULL;
    digest += fmt::format("{:016x}", hash);
  }
  return digest;
}

}  // namespace roadworthy::mocks
