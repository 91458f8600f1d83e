#include "reports/common/json_list.h"

#include <gtest/gtest.h>

namespace roadworthy::report {
namespace {

using json = nlohmann::json;

std::string written(const json& document, const json::json_pointer& place, const std::vector<json>& elements) {
  return whole_text([&](const TextSink& out) {
    write_with_list(document, place, out, [&](const AddElement& add) {
      for (const json& element : elements) {
        add(element);
      }
    });
  });
}

TEST(JsonList, GivesTheTextOfTheWholeDocument) {
  const std::vector<json> elements{{{"name", "one\ntwo"}, {"steps", {1, 2}}}, "three", json::object()};
  const json document = {{"a", 1}, {"runs", {{{"results", 0}, {"z", "last"}}}}};
  json whole = document;
  whole["runs"][0]["results"] = elements;

  EXPECT_EQ(written(document, json::json_pointer("/runs/0/results"), elements), whole.dump(2) + '\n');
}

TEST(JsonList, MayBeEmpty) {
  EXPECT_EQ(written({{"b", 1}}, json::json_pointer("/a"), {}), json({{"a", json::array()}, {"b", 1}}).dump(2) + '\n');
}

TEST(JsonList, StandsInItsPlaceWhateverOthersSay) {
  const json document = {{"a", "the list stands here"}, {"list", 0}, {"z", "the list stands here."}};
  json whole = document;
  whole["list"] = {1};

  EXPECT_EQ(written(document, json::json_pointer("/list"), {1}), whole.dump(2) + '\n');
}

}  // namespace
}  // namespace roadworthy::report
