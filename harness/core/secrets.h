#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy {

/// Where a secret was met, and how it was written there.
struct SecretSighting {
  std::string name;
  std::string encoding;  ///< `as it is`, `escaped`, `broken over lines`, `in base64`, `in hexadecimal`

  auto operator<=>(const SecretSighting&) const = default;
};

/// Values that no output may show, by name. Cheap to copy.
///
/// A secret is known again as it is; with any of its characters escaped as in URLs (RFC 3986), JSON (RFC 8259), C or
/// HTML, also where lines end within it; in base64 and base64url (RFC 4648) at whatever place of a longer text, wrapped
/// or not; and in hexadecimal.
class Secrets {
 public:
  /// A shorter one cannot be told from ordinary text.
  static constexpr std::size_t kShortest = 6;

  Secrets() = default;
  /// Values that are shorter than `kShortest` bytes are passed over.
  explicit Secrets(std::map<std::string, std::string> values);

  [[nodiscard]] bool empty() const { return values_.empty(); }
  [[nodiscard]] const std::map<std::string, std::string>& values() const { return values_; }

  /// The text with `[secret NAME]` in the place of every secret.
  [[nodiscard]] std::string hide(std::string_view text) const;
  /// The first `limit` bytes; a secret that the cut would leave the beginning of is hidden all the same.
  [[nodiscard]] std::string hide_beginning(std::string_view text, std::size_t limit) const;
  /// Hides in every text of a document, names of members included.
  void hide(nlohmann::json& document) const;
  /// What there is of secrets in a text, each once.
  [[nodiscard]] std::vector<SecretSighting> find(std::string_view text) const;

 private:
  struct Patterns;
  std::map<std::string, std::string> values_;
  std::shared_ptr<const Patterns> patterns_;
};

/// Looks for secrets in a text that comes in pieces.
class SecretSearch {
 public:
  explicit SecretSearch(const Secrets& secrets);
  void feed(std::string_view piece);
  /// What was seen so far, each once; call it when all has been fed.
  [[nodiscard]] std::vector<SecretSighting> finish();

 private:
  void look();

  Secrets secrets_;
  std::size_t overlap_ = 0;  ///< Bytes that a secret may reach back over the border of two pieces.
  std::string window_;
  std::vector<SecretSighting> seen_;
};

}  // namespace roadworthy
