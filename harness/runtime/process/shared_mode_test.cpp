#include "runtime/process/shared_mode.h"

#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/socket.h>

#include "runtime/process/stand_for_tests.h"

namespace roadworthy {
namespace {

using namespace roadworthy::testing;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Isolation kShared{
    .mode = IsolationMode::shared, .user_namespace = false, .reason = "asked for", .waits_outside = 0};

std::string refusal_of(const Topology& topology) {
  const auto done = check_for_shared_mode(topology, kShared);
  return done ? "" : done.error().message;
}

Topology one_container(ContainerSpec container) {
  return {.pods = {pod("edge", {std::move(container)})}};
}

/// A port that nobody uses now.
std::uint16_t free_port() {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  (void)::bind(socket.get(), reinterpret_cast<sockaddr*>(&at), size);
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&at), &size);
  return ntohs(at.sin_port);
}

TEST(SharedMode, KnowsAHostNameWhenItSeesOne) {
  for (const char* text : {"http://logstash:9600", "http://logstash", "http://logstash/_node", "user@logstash",
                           "tcp://me:secret@logstash:9600", "logstash:9600", "--to=logstash:9600", "a:1,logstash:2"}) {
    EXPECT_TRUE(mentions_host(text, "logstash")) << text;
  }
  for (const char* text : {"logstash", "/var/log/logstash", "http://localhost:9600/logstash", "my-logstash:9600",
                           "logstash.example.com:9600", "logstash:/data", "http://logstash2:9600"}) {
    EXPECT_FALSE(mentions_host(text, "logstash")) << text;
  }
}

TEST(SharedMode, RefusesNamesThatOnlyAStandsNetworkHas) {
  ContainerSpec status = shell("status", "");
  status.environment = {{"LOGSTASH_API_URL", "http://logstash:9600"}, {"LOG_SOURCE", "logstash"}, {"DB_HOST", "edge"}};
  status.command = {"status", "--push", "http://edge:9090"};
  EXPECT_EQ(refusal_of({.pods = {pod("edge", {status, shell("logstash", "")})}}),
            "this topology needs namespaces, and the isolation is `shared` (asked for): "
            "the command of status uses the host name `edge`; DB_HOST of status uses the host name `edge`; "
            "LOGSTASH_API_URL of status uses the host name `logstash`");
}

TEST(SharedMode, RefusesOneStandInInTwoPods) {
  ContainerSpec loki = shell("loki", "");
  loki.role = ContainerRole::stand_in;
  loki.stands_for = "loki";
  EXPECT_THAT(refusal_of({.pods = {pod("east", {loki}), pod("west", {loki})}}),
              HasSubstr("the pods east and west both hold the stand-in loki, on one and the same port"));
}

TEST(SharedMode, RefusesAVolumeThatIsNotTheTargetItself) {
  const Folder folder;
  ContainerSpec missing = shell("status", "");
  missing.volumes = {volume("logs", "/no/such/folder")};
  EXPECT_THAT(
      refusal_of(one_container(missing)),
      HasSubstr("the volume logs of status is to be at /no/such/folder, which is no folder that can be written to"));
  ContainerSpec elsewhere = shell("status", "");
  elsewhere.volumes = {volume("/etc", "/mnt")};
  EXPECT_THAT(refusal_of(one_container(elsewhere)), HasSubstr("status is to see /etc at /mnt"));
  ContainerSpec fitting = shell("status", "");
  fitting.volumes = {volume("logs", folder.path(), true), volume("/etc", "/etc")};
  EXPECT_EQ(refusal_of(one_container(fitting)), "");
}

TEST(MachineLock, IsHeldByOneAndNamesItsHolder) {
  const Folder folder;
  const std::string path = folder.path() + "/lock";
  auto first = take_machine_lock(path, within(std::chrono::seconds(0)));
  ASSERT_TRUE(first) << describe(first.error());
  const auto second = take_machine_lock(path, within(std::chrono::seconds(0)));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message,
            "in shared mode one stand runs at a time, and process " + std::to_string(::getpid()) + " holds " + path);
  first->reset();
  EXPECT_TRUE(take_machine_lock(path, within(std::chrono::seconds(0))));
}

TEST(MachineLock, IsNotTakenThroughALink) {
  const Folder folder;
  const std::string path = folder.path() + "/lock";
  std::filesystem::create_symlink("/etc/passwd", path);
  const auto lock = take_machine_lock(path, within(std::chrono::seconds(0)));
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error().message, HasSubstr("Too many levels of symbolic links"));
  EXPECT_FALSE(take_machine_lock("/dev/null", within(std::chrono::seconds(0))));
}

TEST(SharedStand, RunsProgramsOnTheMachinesLoopback) {
  const std::uint16_t port = free_port();
  const Folder folder;
  ContainerSpec server = program("server", {"serve", "127.0.0.1", std::to_string(port), "hello"});
  ContainerSpec writer = shell("writer", "echo $HOME; touch " + folder.path() + "/file; exit 3");
  writer.volumes = {volume("data", folder.path())};
  on_stand(
      {.pods = {pod("edge", {server, writer})}},
      [&](Stand& stand) {
        EXPECT_EQ(run(stand, "writer"), "/tmp\nexited with code 3");
        start(stand, {"server"});
        ASSERT_TRUE(eventually(stand, [&] { return printed(stand, "server") == "listening\n"; }));
        EXPECT_TRUE(stand.connect("", "edge", port, within(std::chrono::seconds(20))));
        EXPECT_TRUE(stand.connect("writer", "localhost", port, within(std::chrono::seconds(20))));
        ASSERT_TRUE(stand.kill("server", SIGKILL));
        EXPECT_FALSE(stand.connect("", "edge", port, within(std::chrono::seconds(20))));
      },
      IsolationMode::shared);
  EXPECT_TRUE(std::filesystem::exists(folder.path() + "/file"));
}

TEST(SharedStand, KillTakesTheProgramsChildrenAlong) {
  const std::string marker = "roadworthy-shared-child-" + std::to_string(::getpid());
  on_stand(
      one_container(
          shell("parent", "setsid " + program("", {"wait", marker}).command.front() + " wait " + marker + " & wait")),
      [&](Stand& stand) {
        start(stand, {"parent"});
        const std::string child = "wait" + std::string(1, '\0') + marker;
        ASSERT_TRUE(eventually_in_proc([&] { return processes_with(child).size() == 1; }));
        ASSERT_TRUE(stand.kill("parent", SIGKILL));
        EXPECT_TRUE(eventually_in_proc([&] { return processes_with(child).empty(); }));
      },
      IsolationMode::shared);
}

TEST(SharedStand, TearDownEndsOrphansToo) {
  const std::string marker = "roadworthy-shared-orphan-" + std::to_string(::getpid());
  const std::string orphan = "wait" + std::string(1, '\0') + marker;
  on_stand(
      one_container(program("parent", {"orphan", marker})),
      [&](Stand& stand) {
        start(stand, {"parent"});
        ASSERT_TRUE(eventually_in_proc([&] { return processes_with(orphan).size() == 1; }));
        EXPECT_TRUE(stand.tear_down().empty());
        EXPECT_TRUE(eventually_in_proc([&] { return processes_with(orphan).empty(); }));
      },
      IsolationMode::shared);
}

/// Refuses what a container engine's default profile refuses to a container without extra rights.
void refuse_namespaces() {
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  for (const int call : {SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
                         SCMP_SYS(open_tree), SCMP_SYS(move_mount), SCMP_SYS(fsopen), SCMP_SYS(fsmount),
                         SCMP_SYS(fsconfig), SCMP_SYS(mount_setattr)}) {
    ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
  }
  ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  for (const std::uint64_t flag :
       {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS}) {
    ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
  }
  ASSERT_EQ(::seccomp_load(filter), 0);
  ::seccomp_release(filter);
}

/// Runs `work` in a process in which namespaces are refused.
void where_namespaces_are_refused(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    refuse_namespaces();
    work();
    std::fflush(nullptr);
    ::_exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(SharedStand, IsWhatAContainersSeccompProfileLeaves) {
  where_namespaces_are_refused([] {
    const Folder folder;
    const auto isolation = enter_isolation({.folder = folder.path(), .wanted = {}, .parent = 0});
    ASSERT_TRUE(isolation) << describe(isolation.error());
    EXPECT_EQ(isolation->mode, IsolationMode::shared);
    EXPECT_THAT(describe(*isolation), StartsWith("shared (clone("));
    EXPECT_THAT(describe(*isolation),
                HasSubstr("CLONE_NEWUTS): Operation not permitted; read-only volumes are not enforced)"));
    ProcessRuntime runtime(*isolation);
    auto stand = runtime.prepare(one_container(shell("hello", "echo hello")), {.folder = folder.path()});
    ASSERT_TRUE(stand) << describe(stand.error());
    EXPECT_EQ(run(**stand, "hello"), "hello\nexited with code 0");
    EXPECT_TRUE((*stand)->tear_down().empty());
  });
}

TEST(SharedStand, IsNoSubstituteForNamespacesThatWereAskedFor) {
  where_namespaces_are_refused([] {
    ::setenv("ROADWORTHY_ISOLATION", "namespaces", 1);
    const Folder folder;
    const auto isolation = enter_isolation({.folder = folder.path(), .wanted = {}, .parent = 0});
    ASSERT_FALSE(isolation);
    EXPECT_EQ(isolation.error().kind, ErrorKind::environment);
    EXPECT_THAT(isolation.error().message, StartsWith("no namespaces here: clone("));
    EXPECT_THAT(isolation.error().remedy, HasSubstr("--security-opt seccomp=unconfined"));
  });
}

TEST(SharedStand, IsWhatTheVariableAsksFor) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("ROADWORTHY_ISOLATION", "shared", 1);
    const auto isolation = enter_isolation({.folder = "/tmp", .wanted = {}, .parent = 0});
    ::_exit(isolation && describe(*isolation) == "shared (asked for; read-only volumes are not enforced)" ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(IsolationProbe, SaysWhatWasRefusedAndWhatHelps) {
  where_namespaces_are_refused([] {
    const auto probe = probe_isolation();
    ASSERT_TRUE(probe) << describe(probe.error());
    EXPECT_FALSE(probe->namespaces);
    EXPECT_THAT(probe->failed, HasSubstr("Operation not permitted"));
    EXPECT_THAT(probe->remedy, HasSubstr("--security-opt seccomp=unconfined"));
  });
}

}  // namespace
}  // namespace roadworthy
