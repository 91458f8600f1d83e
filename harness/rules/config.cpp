#include <algorithm>

#include <fmt/format.h>

#include "policy/pattern.h"
#include "rules/families.h"
#include "rules/image.h"
#include "rules/status_pair.h"
#include "rules/text.h"

namespace roadworthy {
namespace {

bool is_etcd_name(std::string_view name) {
  const std::string upper(name);
  return upper.starts_with("ETCD_") || upper.starts_with("ETCDCTL_") || upper == "CONFIG_TOKEN" ||
         upper == "AUTH_TOKEN";
}

bool is_config_sidecar(const Container& container, const Policy& policy) {
  const std::string image = container.image.value_or("");
  if (matches_any(policy.config.sidecar, container.name.value) ||
      (!image.empty() && matches_any(policy.config.sidecar, image))) {
    return true;
  }
  const std::string repository = lower(base_name(parse_image(image)));
  const std::string name = lower(container.name.value);
  const auto tells = [](std::string_view text) {
    return text.find("config-service") != std::string_view::npos ||
           text.find("config-sidecar") != std::string_view::npos;
  };
  return find_named(container.environment, "ETCD_ENDPOINTS") && (tells(repository) || tells(name));
}

/// A configuration sidecar, and the applications that it is for: those that name it, else the others of its pod.
struct ConfigPair {
  Placed sidecar;
  std::vector<Placed> applications;
};

std::vector<ConfigPair> config_pairs(const Facts& facts) {
  std::vector<ConfigPair> pairs;
  for (const Pod& pod : facts.deployment.pods) {
    for (const Container& container : pod.containers) {
      if (!is_config_sidecar(container, facts.policy)) {
        continue;
      }
      ConfigPair pair{.sidecar = {.pod = &pod, .container = &container}, .applications = {}};
      for (const Pod& other_pod : facts.deployment.pods) {
        for (const Container& other : other_pod.containers) {
          const bool own = &other == &container || is_config_sidecar(other, facts.policy);
          const bool names = find_named(other.environment, "CONFIG_SERVICE_URL") ||
                             std::ranges::any_of(other.depends_on, [&](const ContainerDependency& each) {
                               return container.name.is_known() && each.container.is(container.name.value);
                             });
          const bool infrastructure = other.image.is_known() && is_infrastructure_image(other.image.value);
          if (!own && !other.init && !infrastructure && (&other_pod == &pod || names)) {
            pair.applications.push_back({.pod = &other_pod, .container = &other});
          }
        }
      }
      pairs.push_back(std::move(pair));
    }
  }
  return pairs;
}

}  // namespace

void judge_config_hidden(const Facts& facts, Judgement& judgement) {
  for (const ConfigPair& pair : config_pairs(facts)) {
    for (const Placed& application : pair.applications) {
      judgement.look();
      for (const NamedText& entry : application.container->environment) {
        if (is_etcd_name(entry.name)) {
          judgement.fail(entry.name_where, application.label(),
                         fmt::format("application {} has `{}`, which is the configuration sidecar's alone",
                                     application.label(), entry.name),
                         "take it out");
        }
      }
      for (const SecretUse& secret : application.container->secrets) {
        if (secret.name.is_known() && is_etcd_name(secret.name.value)) {
          judgement.fail(secret.where, application.label(),
                         fmt::format("application {} has the secret `{}`, which is the configuration sidecar's alone",
                                     application.label(), secret.name.value),
                         "take it out");
        }
      }
      if (application.container->environment.is_unknown()) {
        judgement.doubt(application.container->environment.where, application.label(),
                        fmt::format("the environment of {} is not all known", application.label()));
      }
    }
  }
}

void judge_config_colocated(const Facts& facts, Judgement& judgement) {
  for (const ConfigPair& pair : config_pairs(facts)) {
    for (const Placed& application : pair.applications) {
      judgement.look();
      if (!share_localhost(facts.deployment, *application.pod, *application.container, *pair.sidecar.pod,
                           *pair.sidecar.container)) {
        judgement.fail(application.container->where, application.label(),
                       fmt::format("{} and {} do not share localhost", application.label(), pair.sidecar.label()));
      }
    }
  }
}

void judge_config_secret_files(const Facts& facts, Judgement& judgement) {
  for (const ConfigPair& pair : config_pairs(facts)) {
    const Container& sidecar = *pair.sidecar.container;
    const std::string label = pair.sidecar.label();
    const Text file = variable(sidecar, "AUTH_TOKEN_FILE");
    for (const std::string_view name : {"AUTH_TOKEN", "CONFIG_TOKEN", "ETCD_TOKEN", "ETCD_PASSWORD"}) {
      if (const NamedText* entry = find_named(sidecar.environment, name)) {
        judgement.look();
        judgement.fail(entry->name_where, label,
                       fmt::format("{} has its token in the environment variable {}", label, name),
                       "put it into a file and name that in AUTH_TOKEN_FILE");
      }
    }
    if (!file.is_known()) {
      continue;
    }
    judgement.look();
    const Mount* over = nullptr;
    for (const Mount& mount : sidecar.mounts) {
      std::string rest;
      over = mount.target.is_known() && below(clean_path(mount.target.value), clean_path(file.value), rest) ? &mount
                                                                                                            : over;
    }
    const bool secret =
        std::ranges::any_of(sidecar.secrets, [](const SecretUse& each) { return each.as == SecretUse::As::file; });
    if (!over && !secret) {
      judgement.fail(file.where, label, fmt::format("{} has no volume over {}", label, file.value),
                     "mount the secrets' folder read-only");
    } else if (over && !over->read_only.is(true)) {
      judgement.fail(over->where, label,
                     fmt::format("{} can write to its secrets at {}", label, over->target.value_or("?")),
                     "mount them read-only");
    }
  }
}

}  // namespace roadworthy
