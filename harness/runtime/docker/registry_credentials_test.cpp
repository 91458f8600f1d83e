#include "runtime/docker/registry_credentials.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base64.h"

namespace roadworthy {
namespace {

/// A configuration folder of its own, which Docker's variables point at.
// NOLINTNEXTLINE(cppcoreguidelines-special-member-functions): a fixture is never copied
class RegistryCredentials : public testing::Test {
 protected:
  RegistryCredentials() {
    std::string name = (std::filesystem::temp_directory_path() / "credentials-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    ::setenv("DOCKER_CONFIG", folder_.c_str(), 1);
  }
  ~RegistryCredentials() override {
    ::unsetenv("DOCKER_CONFIG");
    std::filesystem::remove_all(folder_);
  }

  void configure(const std::string& text) const { std::ofstream(folder_ + "/config.json") << text; }

  static nlohmann::json header(const std::string& reference) {
    const auto found = registry_credentials(reference);
    return found ? nlohmann::json::parse(from_base64(*found), nullptr, false) : nlohmann::json();
  }

  std::string folder_;
};

TEST_F(RegistryCredentials, AreThoseOfTheRegistryThatTheReferenceNames) {
  configure(R"({"auths": {"registry:5000": {"auth": "bWU6c2VjcmV0OndpdGg6Y29sb25z"}}})");
  EXPECT_EQ(header("registry:5000/team/image:1").value("username", ""), "me");
  EXPECT_EQ(header("registry:5000/team/image:1").value("password", ""), "secret:with:colons");
  EXPECT_EQ(registry_credentials("elsewhere:5000/image").value(), "");
}

TEST_F(RegistryCredentials, OfTheHubAreFoundUnderItsOldName) {
  configure(R"({"auths": {"https://index.docker.io/v1/": {"identitytoken": "token"}}})");
  EXPECT_EQ(header("nginx").value("identitytoken", ""), "token");
}

TEST_F(RegistryCredentials, AHelperThatIsNotThereIsNamed) {
  configure(R"({"credsStore": "of-nobody"})");
  const auto found = registry_credentials("nginx");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("docker-credential-of-nobody"), std::string::npos);
}

TEST_F(RegistryCredentials, AreNoneWithoutAConfigurationOrWithABrokenOne) {
  EXPECT_EQ(registry_credentials("nginx").value(), "");
  configure("not JSON");
  EXPECT_EQ(registry_credentials("nginx").value(), "");
}

TEST(Registry, IsTheFirstPartWhenThatIsAHost) {
  EXPECT_EQ(registry_of("nginx:1"), "docker.io");
  EXPECT_EQ(registry_of("team/nginx"), "docker.io");
  EXPECT_EQ(registry_of("localhost/nginx"), "localhost");
  EXPECT_EQ(registry_of("127.0.0.1:5000/nginx"), "127.0.0.1:5000");
}

}  // namespace
}  // namespace roadworthy
