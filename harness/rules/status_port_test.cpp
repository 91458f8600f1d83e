#include <gmock/gmock.h>

#include "definition/importers.h"
#include "rules/rules.h"

namespace roadworthy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What is wrong with the dashboard's port when Docker gets these options; doubts with `? ` in front.
std::vector<std::string> port_findings(const std::string& options, bool loopback_only) {
  Policy policy;
  policy.status.loopback_only = loopback_only;
  const auto deployments = parse_deployments("run.sh",
                                             "#!/bin/sh\ndocker run --name logstash -p 9600:9600 logstash:8\n"
                                             "docker run --name status " +
                                                 options + " acme/logstash-status-sidecar\n");
  std::vector<std::string> messages;
  for (const RuleResult& result : judge(deployments.value().front(), policy, {})) {
    if (result.rule->item != "STATUS-PORT-OPEN") {
      continue;
    }
    for (const Finding& finding : result.judgement.findings) {
      messages.push_back(finding.seen + "; " + finding.remedy);
    }
    for (const Doubt& doubt : result.judgement.doubts) {
      messages.push_back("? " + doubt.reason);
    }
  }
  return messages;
}

TEST(StatusPort, OnTheLoopbackAddressNobodyReachesIt) {
  EXPECT_THAT(port_findings("-p 127.0.0.1:3000:3000", false),
              ElementsAre(HasSubstr("it is published on 127.0.0.1 alone; publish it on every address; or")));
  EXPECT_THAT(port_findings("-p 127.0.0.1:3000:3000", false), ElementsAre(HasSubstr("loopback_only: true")));
  EXPECT_THAT(port_findings("-p 3000:3000", false), IsEmpty());
}

TEST(StatusPort, ThePolicyMayKeepItOnTheLoopbackAddress) {
  EXPECT_THAT(port_findings("-p 127.0.0.1:3000:3000", true), IsEmpty());
  EXPECT_THAT(port_findings("-p 3000:3000", true),
              ElementsAre(HasSubstr("it is published on every address; publish it as")));
  EXPECT_THAT(port_findings("-p 10.0.0.1:3000:3000", true), ElementsAre(HasSubstr("it is published on 10.0.0.1")));
  EXPECT_THAT(port_findings("", true), ElementsAre(HasSubstr("it is not published")));
  EXPECT_THAT(port_findings("--network host", true), ElementsAre(HasSubstr("? which address it listens on")));
}

}  // namespace
}  // namespace roadworthy
