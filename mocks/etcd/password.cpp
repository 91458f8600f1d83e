#include "mocks/etcd/password.h"

#include <array>
#include <memory>

#include <crypt.h>

namespace roadworthy::mocks::etcd {
namespace {

std::string hashed(const std::string& password, const char* setting) {
  const auto data = std::make_unique<crypt_data>();
  const char* const hash = ::crypt_r(password.c_str(), setting, data.get());
  return hash == nullptr || hash[0] == '*' ? "" : hash;
}

}  // namespace

Result<std::string> hash_password(const std::string& password, unsigned cost) {
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
  if (::crypt_gensalt_rn("$2b$", cost, nullptr, 0, setting.data(), static_cast<int>(setting.size())) == nullptr) {
    return fail(ErrorKind::environment, "this machine's crypt(3) makes no bcrypt hash");
  }
  std::string hash = hashed(password, setting.data());
  if (hash.empty()) {
    return fail(ErrorKind::environment, "this machine's crypt(3) makes no bcrypt hash");
  }
  return hash;
}

bool password_matches(const std::string& password, const std::string& hash) {
  return !hash.empty() && hashed(password, hash.c_str()) == hash;
}

}  // namespace roadworthy::mocks::etcd
