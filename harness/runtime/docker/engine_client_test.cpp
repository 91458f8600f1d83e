#include "runtime/docker/engine_client.h"

#include <gmock/gmock.h>

#include "testing/socket_server.h"

namespace roadworthy {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

TimePoint soon() {
  return std::chrono::steady_clock::now() + 20s;
}

std::string answer(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

Result<std::unique_ptr<EngineClient>> connect_to(const SocketServer& server) {
  return EngineClient::connect(*parse_engine_address("tcp://127.0.0.1:" + std::to_string(server.port())), soon());
}

TEST(EngineClient, AgreesOnTheNewestVersionThatBothKnow) {
  const SocketServer old(answer(200, R"({"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12"})"));
  EXPECT_EQ((*connect_to(old))->version().api, "1.41");
  const SocketServer fresh(answer(200, R"({"Version": "29.3", "ApiVersion": "1.54", "MinAPIVersion": "1.40"})"));
  EXPECT_EQ((*connect_to(fresh))->version().api, "1.47");
}

TEST(EngineClient, AVersionThatItDoesNotSpeakIsNamed) {
  const SocketServer server(answer(200, R"({"Version": "17.06", "ApiVersion": "1.30", "MinAPIVersion": "1.12"})"));
  const auto client = connect_to(server);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, ErrorKind::environment);
  EXPECT_THAT(client.error().message, HasSubstr("1.12 to 1.30"));
}

TEST(EngineClient, WhereNobodyAnswersTheRemedyIsGiven) {
  const auto client = EngineClient::connect(*parse_engine_address("unix:///nowhere/docker.sock"), soon());
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, ErrorKind::environment);
  EXPECT_THAT(client.error().message, HasSubstr("unix:///nowhere/docker.sock"));
  EXPECT_THAT(client.error().remedy, HasSubstr("DOCKER_HOST"));
}

TEST(EngineClient, WhatIsNoEngineIsNotTakenForOne) {
  const SocketServer server(answer(200, "<html></html>"));
  const auto client = connect_to(server);
  ASSERT_FALSE(client);
  EXPECT_THAT(client.error().message, HasSubstr("no Docker Engine"));
}

TEST(EngineAnswer, ARefusalIsInTheEnginesWords) {
  EXPECT_EQ((EngineAnswer{.status = 404, .body = R"({"message":"No such image: x:1"})"}.message()),
            "No such image: x:1");
  EXPECT_THAT((EngineAnswer{.status = 502, .body = "<html>"}.message()), HasSubstr("502"));
}

TEST(EngineAddress, IsASocketOrAHostAndSaysWhatElseToWrite) {
  EXPECT_EQ(parse_engine_address("unix:///run/d.sock")->socket_path, "/run/d.sock");
  EXPECT_EQ(parse_engine_address("tcp://host")->authority, "host:2375");
  EXPECT_EQ(parse_engine_address("tcp://[::1]:2376/")->authority, "[::1]:2376");
  EXPECT_THAT(parse_engine_address("ssh://host").error().remedy, HasSubstr("ssh -L"));
}

}  // namespace
}  // namespace roadworthy
