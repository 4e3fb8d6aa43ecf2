#pragma once
// The functions of the table in commands.cpp, one file each. All return the
// exit code and throw what failure.hpp lists.

namespace lockstep::cli {

class Session;

int completions_command(Session& session);

}  // namespace lockstep::cli
