#pragma once

#include <string>
#include <vector>

#include "archive/walk.h"
#include "checks/packed_text.h"
#include "core/check.h"
#include "core/secrets.h"

namespace roadworthy {

/// What was met of secrets in one place.
class SecretFindings {
 public:
  SecretFindings(std::string place, const Secrets& secrets, std::vector<Mismatch>& mismatches)
      : place_(std::move(place)), secrets_(secrets), mismatches_(mismatches) {}

  /// `where`: ` in member ...`, ` in the headers`
  void add(const std::vector<SecretSighting>& sightings, const std::string& where);
  void other(std::string seen);

  [[nodiscard]] const Secrets& secrets() const { return secrets_; }
  /// A name that somebody else chose, as a report may show it.
  [[nodiscard]] std::string shown(const std::string& name) const;

 private:
  std::string place_;
  const Secrets& secrets_;
  std::vector<Mismatch>& mismatches_;
};

/// Looks for secrets in bytes that come in pieces: as they are, and in what was compressed and then written as base64.
class SecretText {
 public:
  /// `limits`: for what is unpacked.
  SecretText(const Secrets& secrets, ArchiveLimits limits) : search_(secrets), limits_(std::move(limits)) {}
  void feed(std::string_view piece);
  /// Tells what there was. An `Error` only when the stand broke.
  [[nodiscard]] Result<void> finish(SecretFindings& findings, const std::string& where);

 private:
  SecretSearch search_;
  PackedTextSearch packed_;
  ArchiveLimits limits_;
};

/// Looks for secrets in the names and bytes of every member of an archive, of those within it too, and in what is
/// compressed without being one.
[[nodiscard]] Result<void> search_archive(ByteSource& source, const ArchiveLimits& limits, SecretFindings& findings);

}  // namespace roadworthy
