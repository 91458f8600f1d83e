#include "core/join_item.h"

#include <array>

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

constexpr std::array kOrder{ItemVerdict::holds, ItemVerdict::cannot_tell, ItemVerdict::fails};

ItemVerdict joined(ItemVerdict first, ItemVerdict second) {
  std::map<std::string, ItemVerdict> items;
  join_item(items, "ITEM", first, kOrder);
  join_item(items, "ITEM", second, kOrder);
  return items.at("ITEM");
}

TEST(JoinItem, KeepsWhatStandsLaterInTheOrder) {
  EXPECT_EQ(joined(ItemVerdict::holds, ItemVerdict::fails), ItemVerdict::fails);
  EXPECT_EQ(joined(ItemVerdict::fails, ItemVerdict::cannot_tell), ItemVerdict::fails);
}

TEST(JoinItem, WhatTheOrderDoesNotNameGivesWayAndReplacesNothing) {
  EXPECT_EQ(joined(ItemVerdict::not_shown, ItemVerdict::holds), ItemVerdict::holds);
  EXPECT_EQ(joined(ItemVerdict::holds, ItemVerdict::not_shown), ItemVerdict::holds);
  EXPECT_EQ(joined(ItemVerdict::waived, ItemVerdict::not_shown), ItemVerdict::waived);
}

}  // namespace
}  // namespace roadworthy
