#include "mocks/http/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mocks/http/server.h"

namespace roadworthy::mocks {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

json ask(const Control& control, const json& request) {
  return json::parse(control.answer(request.dump()));
}

/// A server that answers `hello`, steered through the control channel alone.
class CommonCommands : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(server_.start()); }
  json ask(const json& request) { return mocks::ask(control_, request); }
  std::string error_of(const json& request) {
    const json answer = ask(request);
    EXPECT_EQ(answer["ok"], false);
    return answer["error"];
  }
  int get(const std::string& path) {
    const auto answer = httplib::Client("127.0.0.1", server_.port()).Get(path);
    return answer ? answer->status : 0;
  }

  SteadyClock clock_;
  Journal journal_;
  Faults faults_{clock_};
  Server server_{
      {.address = {.host = "127.0.0.1"}},
      [](const httplib::Request&, httplib::Response& response) { response.set_content("hello", "text/plain"); },
      journal_,
      faults_,
      clock_};
  Control control_{common_commands(server_, faults_, journal_)};
};

TEST_F(CommonCommands, AnswerWithTheIdOfTheRequest) {
  EXPECT_EQ(ask({{"id", 7}, {"command", "faults"}}), (json{{"id", 7}, {"ok", true}, {"faults", json::array()}}));
  EXPECT_EQ(ask({{"id", "x"}, {"command", "faults"}})["id"], "x");
  EXPECT_EQ(ask({{"command", "faults"}})["id"], nullptr);
}

TEST_F(CommonCommands, SayWhatIsWrong) {
  EXPECT_EQ(error_of({{"id", 1}, {"command", "florp"}}), R"(no command "florp"; "help" lists them)");
  EXPECT_EQ(error_of({{"command", "journal"}, {"pth", "/"}}),
            R"(command journal has no field "pth"; it knows path, method, since, limit)");
  EXPECT_EQ(error_of({{"command", "journal"}, {"since", -1}}),
            R"("since" must be a whole number from 0 to 18446744073709551615)");
  EXPECT_EQ(error_of({{"command", "fault"}}), R"("faults" must be a list of at most 100 faults)");
  EXPECT_THAT(error_of({{"command", "fault"}, {"faults", {{{"kind", "explode"}}}}}), HasSubstr(R"(no kind "explode")"));
  EXPECT_EQ(error_of({{"command", "fault"}, {"faults", {{{"kind", "refuse"}, {"count", 2}}}}}),
            R"(a fault has no field "count"; it knows kind, endpoint, for)");
  EXPECT_EQ(error_of({{"command", "fault"}, {"faults", {{{"kind", "slow"}}}}}),
            R"(the fault "slow" needs a "delay" such as "500ms")");
  EXPECT_THAT(error_of({{"command", "fault"}, {"faults", {{{"kind", "hang"}, {"for", "2"}}}}}), HasSubstr(R"("for")"));
  EXPECT_EQ(json::parse(control_.answer("not json"))["error"], "the line is not a JSON object");
  EXPECT_THAT(std::string(json::parse(control_.answer(std::string(Control::kLongestLine + 1, ' ')))["error"]),
              HasSubstr("longer than"));
}

TEST_F(CommonCommands, ChangeNothingWhenOneOfTheFaultsIsWrong) {
  error_of({{"command", "fault"}, {"faults", {{{"kind", "status"}}, {{"kind", "explode"}}}}});
  EXPECT_EQ(get("/"), 200);
}

TEST_F(CommonCommands, SetAndClearFaults) {
  ask({{"command", "fault"}, {"faults", {{{"kind", "fail_first"}, {"count", 2}, {"path", "/a"}}}}});
  EXPECT_EQ(get("/a"), 503);
  EXPECT_EQ(ask({{"command", "faults"}})["faults"], json::parse(R"([{"kind":"status","path":"/a","left":1}])"));
  EXPECT_EQ(ask({{"command", "fault"}, {"faults", json::array()}})["ok"], true);
  EXPECT_EQ(get("/a"), 200);
}

TEST_F(CommonCommands, TakeEffectBeforeTheyAnswer) {
  for (int i = 0; i < 20; ++i) {
    ask({{"command", "fault"}, {"faults", {{{"kind", "refuse"}}}}});
    ASSERT_EQ(get("/"), 0);
    ask({{"command", "fault"}, {"faults", json::array()}});
    ASSERT_EQ(get("/"), 200);
  }
}

TEST_F(CommonCommands, TellWhatWasReceived) {
  get("/a");
  get("/b");
  // NOLINTNEXTLINE(bugprone-string-literal-with-embedded-nul)
  httplib::Client("127.0.0.1", server_.port()).Post("/a/b", "\xff\x00z", "application/x-protobuf");
  const json under_a = ask({{"command", "journal"}, {"path", "/a"}});
  EXPECT_EQ(under_a["total"], 3);
  EXPECT_EQ(under_a["count"], 2);
  EXPECT_EQ(under_a["entries"][0]["number"], 1);
  EXPECT_EQ(under_a["entries"][0]["body"], "");
  EXPECT_EQ(under_a["entries"][1]["method"], "POST");
  EXPECT_EQ(under_a["entries"][1]["body_base64"], "/w==");  // The literal ends at its zero byte.
  EXPECT_EQ(ask({{"command", "journal"}, {"since", 1}})["count"], 2);
  EXPECT_EQ(ask({{"command", "journal"}, {"method", "POST"}})["count"], 1);
  const json newest = ask({{"command", "journal"}, {"limit", 1}});
  EXPECT_EQ(newest["count"], 3);
  ASSERT_EQ(newest["entries"].size(), 1U);
  EXPECT_EQ(newest["entries"][0]["path"], "/a/b");
}

TEST(Control, ListsItsCommands) {
  const Control control({{"dance", "dances", [](Arguments&) -> Result<json> { return json::object(); }}});
  EXPECT_EQ(ask(control, {{"command", "help"}})["commands"], (json{{"dance", "dances"}}));
}

TEST(Control, TurnsWhatACommandThrowsIntoAnError) {
  const Control control({{"trip", "", [](Arguments&) -> Result<json> { throw std::runtime_error("ouch"); }}});
  EXPECT_EQ(ask(control, {{"command", "trip"}})["error"], "trip: ouch");
}

}  // namespace
}  // namespace roadworthy::mocks
