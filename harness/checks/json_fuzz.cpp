#include <cstdint>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "checks/agreement.h"
#include "checks/bounded_json.h"
#include "checks/json_expectation.h"
#include "checks/matcher.h"
#include "document/decoder.h"

namespace roadworthy {
namespace {

JsonExpectation make_expectation() {
  const auto document = parse_document("fuzz.yaml", R"({"": {type: object}, /a: {plausible_figures: true, mentions: x},
    /a/0: {any: {above: 1}}, /b~1c: {each: {length: 2}}, /s: {matches: "^a+$", contains: b}})");
  Errors errors;
  return parse_json_expectation(*document, errors);
}

}  // namespace
}  // namespace roadworthy

/// Whatever a subject answers, it is compared, and what is told of it is text on one line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace roadworthy;
  static const JsonExpectation expectation = make_expectation();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto document = parse_bounded_json(text);
  if (!document) {
    if (document.error().empty()) {
      std::abort();
    }
    return 0;
  }
  for (const Mismatch& mismatch : compare_json(expectation, *document)) {
    if (mismatch.expected.empty() || mismatch.seen.empty() || mismatch.seen.find('\n') != std::string::npos) {
      std::abort();
    }
  }
  if (!agreement_of(*document, *document, *document).contradictions.empty()) {
    std::abort();  // Everything agrees with itself.
  }
  return 0;
}
