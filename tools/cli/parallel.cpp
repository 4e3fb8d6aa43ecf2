#include "cli/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace lockstep::cli {

std::size_t machine_threads() {
  return std::max(1U, std::thread::hardware_concurrency());
}

void for_each_index(std::size_t count, std::size_t jobs,
                    const std::function<void(std::size_t)>& work) {
  std::vector<std::exception_ptr> failures(count);
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;  // the calling thread works, too
    try {
      while (threads.size() + 1 < std::min(jobs, count)) {
        threads.emplace_back(run);
      }
    } catch (const std::system_error&) {
      // The system gives no more threads: those that there are do the work.
    }
    run();
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace lockstep::cli
