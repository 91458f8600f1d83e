#include "runtime/docker/subnet.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

constexpr Subnet kStand{.first = 10U << 24U | 213U << 16U | 7U << 8U};

TEST(Subnet, NamesItsRangeAndAddresses) {
  EXPECT_EQ(kStand.text(), "10.213.7.0/24");
  EXPECT_EQ(kStand.address(1), "10.213.7.1");
}

TEST(Subnet, OverlapsWhatHoldsItAndWhatItHolds) {
  EXPECT_TRUE(overlaps(kStand, "10.213.7.0/24"));
  EXPECT_TRUE(overlaps(kStand, "10.0.0.0/8"));
  EXPECT_TRUE(overlaps(kStand, "10.213.7.128/25"));
  EXPECT_FALSE(overlaps(kStand, "10.213.8.0/24"));
  EXPECT_FALSE(overlaps(kStand, "fd00::/8"));
  EXPECT_FALSE(overlaps(kStand, "10.213.7.0"));
  EXPECT_FALSE(overlaps(kStand, "10.213.7.0/99"));
}

}  // namespace
}  // namespace roadworthy
