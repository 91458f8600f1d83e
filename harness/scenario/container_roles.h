#pragma once

#include "scenario/topology_decoder.h"

namespace roadworthy {

/// Makes a container the stand-in of that name, or what `--subject` puts in its place. What it has as its command are
/// then the stand-in's arguments. Mistakes are those of `key`.
void become_stand_in(Decoder& decode, std::string_view key, const std::string& name, const LoadOptions& options,
                     const Subjects& subjects, ContainerSpec& container);

/// Puts what stands in a subject's place into the container: its command or image, user and working directory. Its
/// environment yields to what the container has.
void become_subject(Decoder& decode, std::string_view key, const std::string& name, const Subjects& subjects,
                    ContainerSpec& container);

/// `--environment NAME:K=V`, over everything else.
void add_own_environment(const LoadOptions& options, ContainerSpec& container);

}  // namespace roadworthy
