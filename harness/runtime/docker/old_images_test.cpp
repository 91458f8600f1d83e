#include <gmock/gmock.h>

#include "runtime/docker/docker_runtime.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::vector<std::string> old_of(const std::vector<ProgramImage>& images) {
  std::vector<std::string> ids;
  for (const ProgramImage& image : old_images(images)) {
    ids.push_back(image.id);
  }
  return ids;
}

constexpr Duration kDay = 24h;

TEST(OldImages, OfTodayStay) {
  EXPECT_THAT(
      old_of({{.id = "new", .program = "holder", .age = 1h}, {.id = "newer", .program = "holder", .age = 1min}}),
      ElementsAre());
}

TEST(OldImages, GoAfterADayWhereANewerOneOfTheProgramIsThere) {
  EXPECT_THAT(old_of({{.id = "old", .program = "holder", .age = 2 * kDay},
                      {.id = "new", .program = "holder", .age = 1h},
                      {.id = "only", .program = "status", .age = 2 * kDay}}),
              ElementsAre("old"));
}

TEST(OldImages, GoAfterAWeekInAnyCase) {
  EXPECT_THAT(old_of({{.id = "only", .program = "holder", .age = 8 * kDay}}), ElementsAre("only"));
}

TEST(OldImages, StayWhileAContainerIsMadeOfThem) {
  EXPECT_THAT(old_of({{.id = "used", .program = "holder", .age = 100 * kDay, .used = true}}), ElementsAre());
}

}  // namespace
}  // namespace roadworthy
