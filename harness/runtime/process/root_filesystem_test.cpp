#include <csignal>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "runtime/process/stand_for_tests.h"

namespace roadworthy {
namespace {

using namespace roadworthy::testing;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

/// A container that runs this script. Both its streams are one, so that what it prints has an order.
ContainerSpec look(const std::string& script) {
  return shell("look", "exec 2>&1; " + script);
}

class RootFilesystem : public ::testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_NAMESPACES(); }

  /// What a container prints that runs this script, and how it ended.
  static void expect(ContainerSpec container, const ::testing::Matcher<std::string>& output) {
    const std::string name = container.name;
    on_stand({.pods = {pod("edge", {std::move(container)})}},
             [&](Stand& stand) { EXPECT_THAT(run(stand, name), output); });
  }
  static void expect(const std::string& script, const ::testing::Matcher<std::string>& output) {
    expect(look(script), output);
  }
};

ContainerSpec with(ContainerSpec container, std::vector<VolumeMount> volumes) {
  container.volumes = std::move(volumes);
  return container;
}

void write(const std::string& path, const std::string& text, mode_t mode = 0644) {
  std::ofstream(path) << text;
  ::chmod(path.c_str(), mode);
}

// Whether a write would be possible is asked, not tried: should this break one day, the machine stays as it was.
TEST_F(RootFilesystem, TheMachinesFilesCanBeReadButNotWritten) {
  expect(
      "test -s /etc/passwd && echo readable; for f in / /etc /usr /var/tmp /sys; do test -w $f && echo $f; done; true",
      "readable\nexited with code 0");
}

TEST_F(RootFilesystem, HasATmpAndARunOfItsOwn) {
  const Folder other;
  ASSERT_TRUE(lies_in(other.path(), "/tmp"));
  expect("ls -A /run; test -e " + other.path() + " || echo hidden; touch /tmp/mine && ls /tmp/mine",
         "hidden\n/tmp/mine\nexited with code 0");
}

TEST_F(RootFilesystem, HasTheDevicesThatProgramsNeedAndNoOthers) {
  expect(
      "echo $(ls /dev); echo lost >/dev/null; head -c 3 /dev/zero | wc -c; head -c 3 /dev/urandom | wc -c; "
      "touch /dev/shm/x && echo shared; echo again >/dev/stdout; cat /dev/stdin",
      "fd full null ptmx pts random shm stderr stdin stdout tty urandom zero\n"
      "3\n3\nshared\nagain\nexited with code 0");
}

TEST_F(RootFilesystem, SeesItsOwnProcessesAndCannotTurnTheKernelsKnobs) {
  expect(
      "echo $$; echo /proc/[0-9]*; for f in /proc/sys/vm/swappiness /proc/sysrq-trigger; do test -w $f && echo $f; "
      "done; "
      "true",
      "1\n/proc/1\nexited with code 0");
}

TEST_F(RootFilesystem, BelongsToTheContainerByItsName) {
  expect("hostname; grep -c edge /etc/hosts; cat /etc/resolv.conf",
         "look\n2\nnameserver 192.0.2.1\nexited with code 0");
}

TEST_F(RootFilesystem, InheritsNothingButItsStandardStreams) {
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  core.rlim_cur = core.rlim_max;
  ::setrlimit(RLIMIT_CORE, &core);
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGALRM);
  ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
  expect("echo $(ls /proc/self/fd); grep -e NoNewPrivs -e SigBlk -e SigIgn /proc/self/status; ulimit -c",
         "0 1 2 3\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nNoNewPrivs:\t1\n0\nexited with code 0");
  ::sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
}

TEST_F(RootFilesystem, CannotGetOutEvenAsRoot) {
  expect(program("look", {"shut"}),
         "mount: Operation not permitted\n"
         "remount: Operation not permitted\n"
         "unmount: Operation not permitted\n"
         "device: Operation not permitted\n"
         "host name: Operation not permitted\n"
         "exited with code 0");
}

TEST_F(RootFilesystem, HasTheCapabilitiesOfAContainerAtMost) {
  const std::string script =
      "for set in Prm Eff Bnd Inh Amb; do "
      "echo $(( 0x$(sed -n \"s/^Cap$set:.//p\" /proc/self/status) & ~0xa00425fb )); done; "
      "echo $(( 0x$(sed -n 's/^CapEff:.//p' /proc/self/status) != 0 ))";
  // As an ordinary user there is nothing to hold, and what the bounding set allows is out of reach.
  expect(script, ::geteuid() == 0 ? ::testing::Matcher<std::string>("0\n0\n0\n0\n0\n1\nexited with code 0")
                                  : MatchesRegex("0\n0\n-?[0-9]+\n0\n0\n0\nexited with code 0"));
}

TEST_F(RootFilesystem, AVolumeIsSharedAndReadOnlyWhereTheDefinitionSaysSo) {
  on_stand({.pods = {pod("edge", {with(shell("writer", "echo hello >/mnt/file"), {volume("logs", "/mnt")}),
                                  with(shell("reader", "exec 2>&1; cat /mnt/file; echo more >>/mnt/file"),
                                       {volume("logs", "/mnt", true)})})}},
           [](Stand& stand) {
             EXPECT_EQ(run(stand, "writer"), "exited with code 0");
             EXPECT_THAT(run(stand, "reader"), AllOf(StartsWith("hello\n"), HasSubstr("Read-only file system")));
           });
}

TEST_F(RootFilesystem, AVolumeOutlivesItsContainers) {
  on_stand({.pods = {pod("edge",
                         {with(shell("counter", "echo x >>/mnt/file; wc -l </mnt/file"), {volume("data", "/mnt")})})}},
           [](Stand& stand) {
             EXPECT_EQ(run(stand, "counter"), "1\nexited with code 0");
             EXPECT_EQ(run(stand, "counter"), "1\n2\nexited with code 0");
           });
}

TEST_F(RootFilesystem, ATargetThatDoesNotExistIsMadeAndItsNeighboursStay) {
  std::string neighbours;
  for (const auto& entry : std::filesystem::directory_iterator("/var/lib")) {
    neighbours += entry.path().filename().string() + "\n";
  }
  ASSERT_THAT(neighbours, HasSubstr("dpkg\n"));
  expect(with(look("touch /var/lib/roadworthy/deep/er/file && ls /var/lib | wc -l; "
                   "test -s /var/lib/dpkg/status && echo neighbours; "
                   "for f in /var/lib /var/lib/dpkg /var/lib/roadworthy; do test -w $f && echo $f; done; true"),
              {volume("data", "/var/lib/roadworthy/deep/er"), volume("more", "/var/lib/roadworthy/other")}),
         std::to_string(std::ranges::count(neighbours, '\n') + 1) + "\nneighbours\nexited with code 0");
}

TEST_F(RootFilesystem, ATargetAtTheTopOrBehindALinkIsMadeToo) {
  expect(with(look("touch /roadworthy-data/file /run/roadworthy/file && ls /roadworthy-data /var/run/roadworthy"),
              {volume("data", "/roadworthy-data"), volume("socket", "/var/run/roadworthy")}),
         "/roadworthy-data:\nfile\n\n/var/run/roadworthy:\nfile\nexited with code 0");
}

TEST_F(RootFilesystem, AVolumeWithinAVolume) {
  expect(with(look("touch /mnt/inner/file && ls /mnt"), {volume("inner", "/mnt/inner"), volume("outer", "/mnt")}),
         "inner\nexited with code 0");
}

TEST_F(RootFilesystem, BindsFoldersAndFilesOfTheMachine) {
  const Folder machine;
  write(machine.path() + "/settings.yml", "colour: green\n");
  expect(with(look("cat /etc/roadworthy/settings.yml; echo x >>/etc/roadworthy/settings.yml; "
                   "touch /mnt/written && ls /mnt"),
              {volume(machine.path() + "/settings.yml", "/etc/roadworthy/settings.yml", true),
               volume(machine.path(), "/mnt")}),
         AllOf(StartsWith("colour: green\n"), HasSubstr("Read-only file system"),
               EndsWith("settings.yml\nwritten\nexited with code 0")));
  EXPECT_TRUE(std::filesystem::exists(machine.path() + "/written"));
}

TEST_F(RootFilesystem, SaysWhatCannotBeMounted) {
  expect(with(look(""), {volume("/no/such/folder", "/mnt")}), "look: /no/such/folder: No such file or directory");
  expect(with(look(""), {volume("data", "/etc/passwd")}),
         "look: /etc/passwd is a file and cannot be replaced by a folder");
}

TEST_F(RootFilesystem, WhatIsRunFromTmpStaysVisibleThere) {
  const Folder build;
  write(build.path() + "/program", "#!/bin/sh\nexec 2>&1; echo run; cat \"$1\"; touch " + build.path() + "/x", 0755);
  write(build.path() + "/argument", "text\n");
  ContainerSpec container = look("");
  container.command = {build.path() + "/program", build.path() + "/argument"};
  expect(container, StartsWith("run\ntext\n"));
  container.command = {"./program", "argument"};
  container.working_directory = build.path();
  expect(container, AllOf(StartsWith("run\ntext\n"), HasSubstr("Read-only file system")));
}

TEST_F(RootFilesystem, APathInTmpMayGoUpAndDownAgain) {
  const Folder mine;
  std::filesystem::create_directories(mine.path() + "/scenarios/status");
  std::filesystem::create_directories(mine.path() + "/tools");
  std::ofstream(mine.path() + "/tools/words") << "seen\n";
  ContainerSpec container = look("cat $0");
  container.command.push_back(mine.path() + "/scenarios/status/../../tools/words");
  expect(container, "seen\nexited with code 0");
}

TEST_F(RootFilesystem, ASocketOfAContainerEngineIsHidden) {
  const Folder home;
  const std::string path = home.path() + "/engine.sock";
  const UniqueFd engine(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  path.copy(at.sun_path, sizeof at.sun_path - 1);
  ASSERT_EQ(::bind(engine.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  ContainerSpec container = look("test -S " + path + " && echo reachable; ls " + home.path());
  container.command.push_back(home.path());  // So that it is visible at all.
  expect(container, "reachable\nengine.sock\nexited with code 0");
  ::setenv("DOCKER_HOST", ("unix://" + path).c_str(), 1);
  expect(container, "engine.sock\nexited with code 0");
  ::unsetenv("DOCKER_HOST");
}

TEST_F(RootFilesystem, AProgramIsFoundInASearchPathThatLiesInTmp) {
  const Folder build;
  write(build.path() + "/roadworthy-test-tool", "#!/bin/sh\necho found", 0755);
  ContainerSpec container = shell("look", "");
  container.command = {"roadworthy-test-tool"};
  container.environment = {{"PATH", "/usr/bin:/bin:" + build.path()}};
  expect(container, "found\nexited with code 0");
}

TEST_F(RootFilesystem, WhoeverNamesTmpMeansTheContainersOwn) {
  const Folder other;
  ContainerSpec container = look("test -w /tmp && echo mine; test -e " + other.path() + " || echo hidden; pwd");
  container.working_directory = "/tmp";
  container.command.emplace_back("/tmp/");
  expect(container, "mine\nhidden\n/tmp\nexited with code 0");
}

TEST_F(RootFilesystem, ASubjectStartsInTheCallersFolder) {
  ContainerSpec subject = look("pwd");
  subject.role = ContainerRole::subject;
  expect(subject, std::filesystem::canonical(ROADWORTHY_SOURCE_FOLDER).string() + "\nexited with code 0");
  expect("pwd", "/\nexited with code 0");
}

TEST_F(RootFilesystem, RunsAsTheUserOfTheDefinitionOrSaysThatItCannot) {
  ContainerSpec container = look("id -u; id -g; touch /tmp/x /mnt/x && echo again >/dev/stdout");
  container.user = "1234:5678";
  container.volumes = {volume("data", "/mnt")};
  expect(container, ::geteuid() == 0 ? "1234\n5678\nagain\nexited with code 0"
                                     : "look: user `1234:5678` needs root: this run is an ordinary user's");
}

TEST_F(RootFilesystem, RunsAProgramWhoseFolderItsUserMayNotEnter) {
  const Folder closed;  // Its owner's alone, as root's home is.
  std::filesystem::copy_file("/usr/bin/id", closed.path() + "/id");
  ContainerSpec container = look("");
  container.command = {closed.path() + "/id", "-u"};
  container.user = "1234:5678";
  const bool root = ::geteuid() == 0;
  expect(container,
         root ? "1234\nexited with code 0" : "look: user `1234:5678` needs root: this run is an ordinary user's");
  std::filesystem::permissions(closed.path() + "/id", std::filesystem::perms::owner_all);
  if (root) {
    expect(container, fmt::format("look: cannot run `{}/id`: Permission denied", closed.path()));
  }
}

TEST_F(RootFilesystem, OtherwiseRunsAsTheCaller) {
  expect("id -u", std::to_string(::geteuid()) + "\nexited with code 0");
}

}  // namespace
}  // namespace roadworthy
