#pragma once

#include <map>
#include <string>

#include "core/scenario.h"
#include "document/decoder.h"

namespace roadworthy {

/// In front of a secret's name where a file uses it: `${secret.api_password}`.
inline constexpr std::string_view kSecretPrefix = "secret.";

/// Reads `secrets:` of a scenario, names to what their values are made of: `plain` (letters and digits by chance),
/// `symbols` (with characters that every encoding writes differently), or `{ value: TEXT }`. A name of which the caller
/// has brought a value (`--secret-file`, `--secret-env`) keeps that one.
[[nodiscard]] std::map<std::string, std::string> decode_secrets(const NodeView& scenario,
                                                                const std::map<std::string, std::string>& brought,
                                                                Errors& errors);

/// A check for secrets in a scenario that has none is a mistake: it would always hold.
void require_secrets(const Scenario& scenario, Errors& errors);

}  // namespace roadworthy
