#pragma once

#include <string_view>

namespace roadworthy {

/// A key, and what may stand there. Letters: `s` text, `i` whole number, `n` number, `b` true or false (the last three
/// as texts too), `0` nothing, `*` anything; `[X]` a list, `![X]` one whose entries all differ, `<X>` a mapping of the
/// author's own keys, `{key:X,key!:X}` a mapping of these, the ones with `!` written always. `|` parts what may stand
/// in each other's place.
struct ComposeShape {
  std::string_view key;
  std::string_view shape;
};

inline constexpr std::string_view kDictionary = "<s|n|b|0>|[s]";

/// Of a service, as the Compose specification has it; see its reference of the service's elements.
inline constexpr ComposeShape kServiceShapes[] = {
    {"annotations", kDictionary},
    {"attach", "b"},
    {"blkio_config", "{}"},
    {"build",
     "s|{context:s,dockerfile:s,dockerfile_inline:s,args:D,ssh:D,labels:D,cache_from:[s],cache_to:[s],no_cache:b,"
     "network:s,pull:b,target:s,shm_size:n,privileged:b,isolation:s,tags:[s],platforms:[s],entitlements:[s]}"},
    {"cap_add", "[s]"},
    {"cap_drop", "[s]"},
    {"cgroup", "s"},
    {"cgroup_parent", "s"},
    {"command", "0|s|[s]"},
    {"configs", "[s|{source:s,target:s,uid:s,gid:s,mode:n}]"},
    {"container_name", "s"},
    {"cpu_count", "i"},
    {"cpu_percent", "n"},
    {"cpu_period", "n"},
    {"cpu_quota", "n"},
    {"cpu_shares", "n"},
    {"cpus", "n"},
    {"cpuset", "s"},
    {"depends_on", "![s]|<{condition!:s,required:b,restart:b}>"},
    {"deploy", "0|{}"},
    {"device_cgroup_rules", "[s]"},
    {"devices", "[s|{source!:s,target:s,permissions:s}]"},
    {"dns", "s|[s]"},
    {"dns_opt", "[s]"},
    {"dns_search", "s|[s]"},
    {"domainname", "s"},
    {"entrypoint", "0|s|[s]"},
    {"env_file", "s|[s|{path!:s,format:s,required:b}]"},
    {"environment", kDictionary},
    {"expose", "[s|n]"},
    {"extends", "s|{service!:s,file:s}"},
    {"external_links", "[s]"},
    {"extra_hosts", "[s]|<s|[s]>"},
    {"group_add", "[s|n]"},
    {"healthcheck", "{disable:b,interval:s,timeout:s,start_period:s,start_interval:s,retries:i,test:s|[s]}"},
    {"hostname", "s"},
    {"image", "s"},
    {"init", "b"},
    {"ipc", "s"},
    {"isolation", "s"},
    {"labels", kDictionary},
    {"links", "[s]"},
    {"logging", "{driver:s,options:<s|n|0>}"},
    {"mac_address", "s"},
    {"mem_limit", "n|s"},
    {"mem_reservation", "n|s"},
    {"mem_swappiness", "i"},
    {"memswap_limit", "n|s"},
    {"network_mode", "s"},
    {"networks", "![s]|<0|{aliases:[s],ipv4_address:s,ipv6_address:s,priority:n,mac_address:s,link_local_ips:[s]}>"},
    {"oom_kill_disable", "b"},
    {"oom_score_adj", "i"},
    {"pid", "s|0"},
    {"pids_limit", "n"},
    {"platform", "s"},
    {"ports", "[n|s|{target:i,published:s|i,host_ip:s,protocol:s,mode:s,name:s,app_protocol:s}]"},
    {"privileged", "b"},
    {"profiles", "[s]"},
    {"pull_policy", "s"},
    {"read_only", "b"},
    {"restart", "s"},
    {"runtime", "s"},
    {"scale", "i"},
    {"secrets", "[s|{source:s,target:s,uid:s,gid:s,mode:n}]"},
    {"security_opt", "[s]"},
    {"shm_size", "n|s"},
    {"stdin_open", "b"},
    {"stop_grace_period", "s"},
    {"stop_signal", "s"},
    {"storage_opt", "{}"},
    {"sysctls", kDictionary},
    {"tmpfs", "s|[s]"},
    {"tty", "b"},
    {"ulimits", "<i|{hard!:i,soft!:i}>"},
    {"user", "s"},
    {"userns_mode", "s"},
    {"uts", "s"},
    {"volumes", "[s|{type!:s,source:s,target:s,read_only:b,consistency:s,bind:{},volume:{},tmpfs:{},image:{}}]"},
    {"volumes_from", "![s]"},
    {"working_dir", "s"},
};

}  // namespace roadworthy
