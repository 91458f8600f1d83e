#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace roadworthy {

/// What is left of a container on a stand that was kept.
struct KeptContainer {
  std::string name;  ///< Stand name.
  bool running = false;
  int process = 0;     ///< Its first process, as the process that keeps the stand numbers it; 0: none is known.
  std::string engine;  ///< A container engine's id of it; empty where none has made it.
};

struct KeptPod {
  std::string name;
  std::string address;  ///< On the stand's network; empty where it has none of its own.
  int network = -1;     ///< Descriptor of its network namespace in the process that keeps the stand; -1: none.
  std::string engine;   ///< A container engine's id of what holds its network; empty where none has made it.
  std::vector<KeptContainer> containers;
};

/// A stand that was left standing, for people who look into it.
struct KeptStand {
  bool alone = false;      ///< It stands by itself; otherwise for as long as the process that keeps it.
  bool reachable = false;  ///< Addresses of its pods can be reached from this machine.
  int process = 0;         ///< What keeps it, as that process numbers itself; 0 for what stands alone.
  std::vector<KeptPod> pods;
};

/// A kept stand by its name, `RUN-STAND`, and its pod or container, as somebody wants to enter it.
struct EnterRequest {
  const KeptStand& stand;
  const KeptPod& pod;
  const KeptContainer* container = nullptr;  ///< nullptr: the pod itself, or whichever of its containers will do.
  std::vector<std::string> command;          ///< Empty: a shell.
  std::string name;                          ///< `RUN-STAND`
  std::string folder;                        ///< The stand's, as StandOptions has it.
  std::string libexec;                       ///< Where the harness's own programs lie.
  int worker = 0;                            ///< The process that began the stand; has ended where it stands alone.
};

/// Kept stands that are to be treated as if nobody kept them.
struct ReleasedStands {
  bool all = false;
  std::set<std::string> names;  ///< `RUN-STAND`

  [[nodiscard]] bool contains(const std::string& name) const { return all || names.contains(name); }
};

/// The folder in a run's folder that holds a file `RUN-STAND.json` for every stand that stands without the run.
inline constexpr const char* kKeptFolder = "kept";
/// The same for stands that end with the run.
inline constexpr const char* kHeldFolder = "held";

void to_json(nlohmann::json& json, const KeptStand& stand);
/// Throws nlohmann::json::exception when a field is missing or of the wrong type.
void from_json(const nlohmann::json& json, KeptStand& stand);

}  // namespace roadworthy
