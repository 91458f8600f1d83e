#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "definition/cursor.h"

namespace roadworthy {

/// Reads a part of a document that no rule speaks of into settings, by a description of its shape, so that unknown keys
/// and wrong kinds in it are still found where a format is strict:
///
///   s  text    i  whole number    b  true or false    m  mapping of texts    *  anything
///   [SHAPE]  list    {name:SHAPE,name!:SHAPE}  mapping; `!` behind a name: required where kinds are strict
///
/// A mistake in the description itself stops the program: descriptions are constants.
void read_shape(const Cursor& cursor, std::string_view shape, const std::string& path, std::vector<Setting>& settings);

}  // namespace roadworthy
