#pragma once

#include <string>
#include <string_view>

namespace roadworthy {

/// Regular expressions (RE2, bytes) for the ways in which a secret may be written. Empty where the secret is too short
/// to be known in that form.
[[nodiscard]] std::string escaped_pattern(std::string_view secret);
/// The same with lines that may end between any two characters, as wrapped output, quoted-printable (RFC 2045) and
/// texts that source code puts together have it. Empty for a secret of more than 512 bytes.
[[nodiscard]] std::string broken_pattern(std::string_view secret);
[[nodiscard]] std::string base64_pattern(std::string_view secret);
[[nodiscard]] std::string hexadecimal_pattern(std::string_view secret);

}  // namespace roadworthy
