// Lockstep, asked what peers/README.md says of every peer.

#include <ctime>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "cron/cron.hpp"

namespace lockstep {
namespace {

constexpr std::size_t kRuns = 5;
constexpr std::uint64_t kInstants = 64;

double cpu_nanoseconds() {
  std::timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 +
         static_cast<double>(time.tv_nsec);
}

std::vector<sys_seconds> instants() {
  std::vector<sys_seconds> result;
  for (std::uint64_t i = 0; i < kInstants; ++i) {
    const std::uint64_t after = i * 2'654'435'761 % 1'262'304'000;
    result.emplace_back(
        seconds{946'684'800 + static_cast<std::int64_t>(after)});
  }
  return result;
}

/// Prints the median time of a call and the sum of all answers of a run.
template <class Work>
void report(const char* question, std::size_t calls, const Work& work) {
  std::array<double, kRuns> times{};
  std::int64_t sum = 0;
  for (double& time : times) {
    const double start = cpu_nanoseconds();
    sum = work();
    time = (cpu_nanoseconds() - start) / static_cast<double>(calls);
  }
  std::ranges::sort(times);
  std::printf("lockstep\t%s\t%.1f\t%lld\n", question, times[kRuns / 2],
              static_cast<long long>(sum));
}

int run(const char* path) {
  std::ifstream file(path);
  std::vector<std::string> texts;
  std::vector<Cron> crons;
  const Dialect& dialect = dialects().front();
  for (std::string line; std::getline(file, line);) {
    texts.push_back(line);
    crons.push_back(compile(line, dialect).value());
  }
  ZoneTable zones;
  const std::vector<sys_seconds> times = instants();
  const auto ask_next = [&](const char* question, const Clock& clock) {
    report(question, crons.size() * times.size(), [&] {
      std::int64_t sum = 0;
      for (const Cron& cron : crons) {
        for (const sys_seconds at : times) {
          sum += next(cron, at, clock)->time_since_epoch().count();
        }
      }
      return sum;
    });
  };
  ask_next("next, UTC", {});
  ask_next("next, Europe/Paris", {*zones.find("Europe/Paris"), {}});
  report("compile", texts.size(), [&] {
    std::uint64_t bits = 0;
    for (const std::string& text : texts) {
      bits |= compile(text, dialect)->minute_mask;
    }
    return bits == 0 ? 1 : 0;  // so that nothing is left out
  });
  return 0;
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  if (argc == 2) return lockstep::run(argv[1]);
  std::fputs("usage: lockstep_peer CRONS.txt\n", stderr);
  return 2;
}
