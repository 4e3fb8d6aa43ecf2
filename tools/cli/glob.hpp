#pragma once
// Finding files: shell patterns (`*`, `?`, `[a-z]`, and `**` for any number of
// directories) and whole directories. Names that start with a dot are only
// found by a pattern that writes the dot.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::cli {

/// Does one path component match one component of a pattern?
[[nodiscard]] bool matches_component(std::string_view pattern,
                                     std::string_view name);

/// The files that `pattern` names relative to `directory` (empty: here),
/// sorted, each as `directory/...`. A file of exactly that name comes first,
/// so names with brackets need no escapes. Throws Failure for a directory
/// that cannot be read.
[[nodiscard]] std::vector<std::string> glob(const std::string& directory,
                                            const std::string& pattern);

/// Calls `visit` for the entries of a directory, sorted by name, without
/// hidden ones: (path, is a directory). Links to directories are entries, but
/// not directories, so every walk ends. Throws Failure.
void for_each_entry(const std::string& directory,
                    const std::function<void(const std::string& path,
                                             bool is_directory)>& visit);

/// `directory/name`; just the name for an empty directory.
[[nodiscard]] std::string join_path(std::string_view directory,
                                    std::string_view name);
/// `a//./b/` becomes `a/b`, `./a` becomes `a`, `.` becomes empty; `..` stays.
[[nodiscard]] std::string clean_path(std::string_view path);
/// Everything before the last slash; empty if there is none.
[[nodiscard]] std::string parent_path(std::string_view path);

}  // namespace lockstep::cli
