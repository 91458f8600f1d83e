#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/chromium.h"
#include "browser/socks_proxy.h"
#include "testing/fake_stand.h"
#include "testing/socket_server.h"

namespace roadworthy {
namespace {

using namespace std::chrono_literals;

/// What a page shows once its script has run.
TEST(Browser, ShowsWhatAScriptPutsIntoAPage) {
  const auto program = find_chromium();
  if (!program) {
    GTEST_SKIP() << "no Chromium on this machine";
  }
  const std::string page = "<body><p>frame</p><script>document.body.append('filled ' + 6 * 7)</script></body>";
  const SocketServer server("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: " +
                            std::to_string(page.size()) + "\r\n\r\n" + page);
  FakeStand stand(one_pod("edge", {"status"}), Time::real);
  stand.connect_to(server.port());
  const TimePoint deadline = stand.clock().now() + 2min;
  const auto proxy = SocksProxy::start(stand, "", deadline);
  ASSERT_TRUE(proxy) << proxy.error().message;
  const auto browser = Chromium::start(*program, (*proxy)->port(), stand, deadline);
  ASSERT_TRUE(browser) << browser.error().message;

  const auto opened = (*browser)->open("http://edge:3000/", deadline);

  ASSERT_TRUE(opened) << opened.error().message;
  std::string text;
  while (text.find("filled") == std::string::npos && stand.clock().now() < deadline) {
    text = (*browser)->visible_text(20ms, deadline).value_or("");
  }
  EXPECT_THAT(text, testing::HasSubstr("filled 42"));
  EXPECT_THAT((*browser)->picture(deadline).value_or(""), testing::StartsWith("iVBORw0KGgo")) << "PNG in base64";
}

TEST(Browser, SaysThatAPageDoesNotOpen) {
  const auto program = find_chromium();
  if (!program) {
    GTEST_SKIP() << "no Chromium on this machine";
  }
  FakeStand stand(one_pod("edge", {"status"}), Time::real);  // Refuses every connection.
  const TimePoint deadline = stand.clock().now() + 2min;
  const auto proxy = SocksProxy::start(stand, "", deadline);
  const auto browser = Chromium::start(*program, proxy.value()->port(), stand, deadline);
  ASSERT_TRUE(browser) << browser.error().message;

  const auto opened = (*browser)->open("http://edge:3000/", deadline);

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::no_answer);
  EXPECT_THAT(opened.error().message, testing::StartsWith("net::ERR_"));
}

}  // namespace
}  // namespace roadworthy
