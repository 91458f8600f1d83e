#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "checks/checks.h"
#include "testing/fake_stand.h"

namespace roadworthy {

/// A check as it was read, with what is wrong with it.
struct ReadCheck {
  std::shared_ptr<Document> document;
  Check check;
  std::string mistakes;
};

/// `text` is the mapping of a time shape: the key that names the check, and the check's own.
[[nodiscard]] inline ReadCheck read_check(std::string_view text) {
  auto document = parse_document("test.yaml", std::string(text));
  if (!document) {
    ADD_FAILURE() << describe(document.error().front());
    return {};
  }
  ReadCheck read{.document = std::make_shared<Document>(*std::move(document)), .check = {}, .mistakes = {}};
  const std::string& name = read.document->root.members.front().key;
  const auto kind = std::ranges::find(check_kinds(), name, &CheckKind::name);
  if (kind == check_kinds().end()) {
    ADD_FAILURE() << "no check " << name;
    return read;
  }
  Errors errors;
  Decoder decode(*read.document, errors, "a check");
  read.check = kind->parse(decode);
  decode.finish();
  for (const Error& error : errors) {
    read.mistakes += error.message + (error.remedy.empty() ? "" : ": " + error.remedy) + "\n";
  }
  return read;
}

/// The mistakes of a check, a line each.
[[nodiscard]] inline std::string mistakes_of(std::string_view text) {
  return read_check(text).mistakes;
}

/// One look of a good check.
[[nodiscard]] inline Result<Observation> look_once(std::string_view text, Stand& stand) {
  const ReadCheck read = read_check(text);
  EXPECT_EQ(read.mistakes, "") << text;
  return read.check.look(stand, stand.clock().now() + std::chrono::minutes(1));
}

/// What did not hold, a line each: `EXPECTED, seen SEEN`.
[[nodiscard]] inline std::string describe_all(const std::vector<Mismatch>& mismatches) {
  std::string text;
  for (const Mismatch& mismatch : mismatches) {
    text += (text.empty() ? "" : "\n") + mismatch.expected + ", seen " + mismatch.seen;
  }
  return text;
}

}  // namespace roadworthy
