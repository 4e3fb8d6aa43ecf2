#pragma once
// Independent pieces of work on several threads.

#include <cstddef>
#include <functional>

namespace lockstep::cli {

/// Threads that the machine runs at once, at least 1.
[[nodiscard]] std::size_t machine_threads();

/// Calls work(0) to work(count - 1), each once, at most `jobs` of them at the
/// same time, and returns when all have ended. Of the exceptions that they
/// throw the one of the lowest index goes on to the caller.
void for_each_index(std::size_t count, std::size_t jobs,
                    const std::function<void(std::size_t)>& work);

}  // namespace lockstep::cli
