#include "definition/fields.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

/// Something that any member can be initialised from.
struct Anything {
  template <typename T>
  operator T() const;
};

template <typename T, typename... Members>
constexpr std::size_t member_count() {
  if constexpr (requires { T{Members{}..., Anything{}}; }) {
    return member_count<T, Members..., Anything>();
  } else {
    return sizeof...(Members);
  }
}

/// Fields that `each_field` shows, and `where` where the element has one.
template <typename T>
std::size_t shown_count() {
  std::size_t count = requires(T& element) { element.where; } ? 1 : 0;
  T element{};
  each_field(element, [&](std::string_view, auto&) { ++count; });
  return count;
}

template <typename T>
class EveryField : public testing::Test {};

using Elements =
    testing::Types<Setting, PortMapping, Mount, Volume, SecretUse, ContainerDependency, HealthCheck, LogConfiguration,
                   Firelens, NetworkAttachment, UserLimit, Container, Pod, ContainerNetwork, Vpc, Subnet, Gateway,
                   RouteTable, Route, RouteAssociation, SecurityGroup, FirewallRule, Balancer, ListenerAction, Listener,
                   ListenerRule, TargetHealthCheck, TargetGroup, TargetAttachment, ServiceBalancer, Service, LogGroup,
                   Parameter, Secret, Machine, InstanceRefresh, ScalingGroup, ReplaceTrigger, Dependency, HostStep,
                   Host>;
TYPED_TEST_SUITE(EveryField, Elements);

TYPED_TEST(EveryField, IsVisited) {
  EXPECT_EQ(shown_count<TypeParam>(), member_count<TypeParam>());
}

}  // namespace
}  // namespace roadworthy
