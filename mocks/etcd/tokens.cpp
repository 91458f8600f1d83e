#include "mocks/etcd/tokens.h"

#include <algorithm>
#include <charconv>
#include <random>

#include <fmt/format.h>

namespace roadworthy::mocks::etcd {
namespace {

constexpr std::size_t kLetters = 16;
constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

}  // namespace

std::string_view bare_token(std::string_view metadata) {
  constexpr std::string_view kBearer = "Bearer ";
  return metadata.starts_with(kBearer) ? metadata.substr(kBearer.size()) : metadata;
}

std::optional<TokenParts> parse_token(std::string_view token) {
  if (token.size() < kLetters + 2 || token[kLetters] != '.') {
    return std::nullopt;
  }
  TokenParts parts{.letters = token.substr(0, kLetters)};
  const std::string_view digits = token.substr(kLetters + 1);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), parts.index);
  const bool letters = std::ranges::all_of(parts.letters, [](char c) { return kAlphabet.find(c) != kAlphabet.npos; });
  if (!letters || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return parts;
}

std::string Tokens::give(const std::string& user, std::uint64_t index) {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  std::uniform_int_distribution<std::size_t> letter(0, kAlphabet.size() - 1);
  std::string token;
  do {
    token.clear();
    std::generate_n(std::back_inserter(token), kLetters, [&] { return kAlphabet[letter(random)]; });
    token += fmt::format(".{}", index);
  } while (tokens_.contains(token));
  const TimePoint now = clock_.now();
  std::erase_if(tokens_, [&](const auto& row) { return row.second.ends <= now; });
  tokens_[token] = {.user = user, .ends = now + life_};
  return token;
}

std::optional<std::string> Tokens::use(std::string_view token) {
  if (!parse_token(token)) {
    return std::nullopt;
  }
  const auto found = tokens_.find(token);
  if (found == tokens_.end() || found->second.ends <= clock_.now()) {
    return std::nullopt;
  }
  found->second.ends = clock_.now() + life_;
  return found->second.user;
}

void Tokens::forget_user(const std::string& user) {
  std::erase_if(tokens_, [&](const auto& row) { return row.second.user == user; });
}

}  // namespace roadworthy::mocks::etcd
