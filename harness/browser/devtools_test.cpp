#include "browser/devtools.h"

#include <array>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "testing/fake_stand.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// What Chromium says, at once, whatever it is asked.
class DevToolsTest : public testing::Test {
 protected:
  DevTools that_hears(const std::vector<std::string>& messages) {
    std::array<int, 2> asked{};
    std::array<int, 2> said{};
    EXPECT_EQ(pipe2(asked.data(), O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(said.data(), O_CLOEXEC), 0);
    asked_ = UniqueFd(asked[0]);
    const UniqueFd speaker(said[1]);
    for (const std::string& message : messages) {
      EXPECT_EQ(write(speaker.get(), message.c_str(), message.size() + 1), static_cast<ssize_t>(message.size() + 1));
    }
    return {UniqueFd(asked[1]), UniqueFd(said[0]), stand_};
  }

  FakeStand stand_{one_pod("edge", {"status"}), Time::real};
  const TimePoint deadline_ = stand_.clock().now() + 1min;
  UniqueFd asked_;
};

TEST_F(DevToolsTest, CountsTheRequestsThatEndedBecauseTheNetworkChanged) {
  DevTools tools = that_hears({
      R"({"method": "Network.loadingFailed", "params": {"errorText": "net::ERR_NETWORK_CHANGED"}})",
      R"({"method": "Network.loadingFailed", "params": {"errorText": "net::ERR_CONNECTION_REFUSED"}})",
      R"({"method": "Network.requestWillBeSent", "params": {}})",
      R"({"id": 1, "result": {"title": "edge"}})",
  });

  const auto answer = tools.call("Page.anything", nlohmann::json::object(), "", deadline_);

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->value("title", ""), "edge");
  EXPECT_EQ(tools.network_changes(), 1U);
}

TEST_F(DevToolsTest, HandsOnARefusal) {
  DevTools tools = that_hears({R"({"id": 1, "error": {"message": "no such thing"}})"});
  const auto answer = tools.call("Page.anything", nlohmann::json::object(), "", deadline_);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, R"(Chromium refuses Page.anything: {"message":"no such thing"})");
}

TEST_F(DevToolsTest, SaysThatChromiumEnded) {
  DevTools tools = that_hears({"not JSON"});
  const auto answer = tools.call("Page.anything", nlohmann::json::object(), "", deadline_);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::environment);
}

}  // namespace
}  // namespace roadworthy
