#include "property/alignment/system.hpp"

#include <algorithm>
#include <map>

namespace lockstep::test {
namespace {

using namespace std::chrono_literals;

/// Day of the month, month and day of the week.
std::string calendar_days(Random& random) {
  static const std::vector<std::string> days = {
      "1 * *",   "1 * *",      "1 * *",    "L * *",   "L * *",     "1,15 * *",
      "31 * *",  "5-9 * *",    "1 */2 *",  "1 */3 *", "L 3,6,9 *", "1 1 *",
      "31 12 *", "29 2 *",     "15 1-6 *", "1 * 1",   "13 2 5",    "* * 1#1",
      "* * L5",  "*/10 */5 *", "L 2 *",    "* 1 0#3", "1-3,L * *", "2 */4 *"};
  return random.pick(days);
}

/// A time of the day, or a few; with days of the month rarely more than two:
/// their runs are read for years.
std::string random_times(Random& random, Days days) {
  static const std::vector<std::string> minutes = {
      "0", "0", "0", "0", "30", "5", "15", "10,40", "*/20"};
  static const std::vector<std::string> hours = {
      "*", "*", "0",   "0",   "2",   "5",      "6",    "12",
      "2", "3", "0,1", "*/6", "*/8", "1,9,17", "8-18", "0,12"};
  static const std::vector<std::string> times = {"0 0", "0 0",  "0 2",   "30 2",
                                                 "5 3", "0 12", "0 0,12"};
  if (days == Days::Rare || (days == Days::OfMonth && !random.one_in(8))) {
    return random.pick(times);
  }
  const std::string minute = random.pick(minutes);
  return minute + " " + random.pick(hours);
}

std::string random_cron(Random& random, const SystemOptions& options) {
  static const std::vector<std::string> weekdays = {"*",   "*", "*", "*",  "*",
                                                    "1-5", "0", "1", "1,4"};
  const std::string times = random_times(random, options.days) + " ";
  const bool calendar = options.days == Days::Rare ||
                        (options.days == Days::OfMonth && random.one_in(2));
  std::string cron = times + (calendar ? calendar_days(random)
                                       : "* * " + random.pick(weekdays));
  // In UTC days of the month repeat after 400 years, in these over a horizon.
  if (options.zones && (calendar || !random.one_in(3))) {
    cron += random.one_in(2) ? " Europe/Paris" : " America/New_York";
  }
  return cron;
}

/// With daylight saving there is no steady state: nothing may pile up.
seconds random_duration(Random& random, const SystemOptions& options) {
  if (options.zones) return random.one_in(2) ? 0s : 300s;
  static const std::vector<seconds> durations = {0s,    0s,    0s,    60s, 300s,
                                                 20min, 50min, 90min, 5h,  13h};
  return random.pick(durations);
}

InputSpec random_input(Random& random, const std::string& name) {
  static const std::vector<seconds> offsets = {
      0s, 0s, 1h, -1h, 6h, -9h, 24h, -24h, 144h, 30min, -150min};
  InputSpec input{.name = name, .optional = random.one_in(8)};
  switch (random.below(12)) {
    case 0:
    case 1:
      input.read = Read::Same;
      input.offset = random.pick(offsets);
      break;
    case 2:
    case 3:
      input.read = Read::Window;
      break;
    case 4:
      input.guard = Guard::Sensor;
      break;
    default:
      break;
  }
  if (input.guard == Guard::Default && random.one_in(5)) {
    input.guard = Guard::None;
  }
  if (random.one_in(10)) input.timeout = random.one_in(2) ? 30min : 3h;
  return input;
}

std::string random_expression(Random& random,
                              const std::vector<InputSpec>& inputs, int depth) {
  if (depth == 0 || random.one_in(3)) return random.pick(inputs).name;
  const std::string op = random.one_in(2) ? " & " : " | ";
  const std::string text = random_expression(random, inputs, depth - 1) + op +
                           random_expression(random, inputs, depth - 1);
  return random.one_in(2) ? "( " + text + " )" : text;
}

void choose_start(Random& random, const SystemOptions& options, JobSpec& job) {
  if (job.inputs.empty() || random.one_in(2)) {
    const int crons = random.one_in(3) ? 1 + random.below(3) : 1;
    for (int i = 0; i < crons; ++i) {
      job.crons.push_back(random_cron(random, options));
    }
    return;
  }
  if (!options.triggers || random.one_in(2)) return;
  switch (random.below(3)) {
    case 0:
      job.trigger = "any";
      break;
    case 1:
      job.trigger = "all";
      break;
    default:
      job.trigger = random_expression(random, job.inputs, 2);
  }
}

/// Which crons a sensor's ticks come down to is a question to derive(), asked
/// elsewhere: edges from there to jobs with crons declare that they do not
/// wait.
/// Triggered jobs read no windows: their runs may share a tick, which leaves
/// nothing between two of them.
void declare_guards(System& system) {
  std::map<std::string, bool> from_sensor;
  for (JobSpec& job : system) {
    bool sensor = job.crons.empty();
    for (InputSpec& input : job.inputs) {
      if (!job.trigger.empty() && input.read == Read::Window) {
        input.read = Read::Latest;
      }
      if (!from_sensor[input.name] || job.crons.empty()) continue;
      if (input.guard == Guard::Default && input.read == Read::Latest) {
        input.guard = Guard::None;
      }
    }
    from_sensor[job.name] = sensor;
  }
}

}  // namespace

int Random::below(int bound) {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<int>((z ^ (z >> 31)) % static_cast<std::uint64_t>(bound));
}

System random_system(Random& random, const SystemOptions& options) {
  System system;
  const int count = 2 + random.below(7);
  for (int index = 0; index < count; ++index) {
    JobSpec job;
    job.name = std::string(1, static_cast<char>('a' + index));
    for (int from = 0; from < index; ++from) {
      if (!random.one_in(index < 3 ? 2 : 3)) continue;
      job.inputs.push_back(
          random_input(random, std::string(1, static_cast<char>('a' + from))));
    }
    choose_start(random, options, job);
    const seconds duration = random_duration(random, options);
    job.duration = {duration, duration};
    if (options.ranges && !random.one_in(3)) {
      job.duration.min = random.one_in(2) ? 0s : duration / 300 * 60;
    }
    if (job.inputs.empty()) {
      job.kind = random.one_in(3) ? NodeKind::Task : NodeKind::Load;
    } else if (job.crons.empty() && job.trigger.empty() && random.one_in(4)) {
      job.kind = NodeKind::View;
      job.duration = {};
      for (InputSpec& input : job.inputs) input = {.name = input.name};
    }
    if (random.one_in(3)) {
      job.window = random.one_in(2) ? WindowKind::Length : WindowKind::Lookback;
      job.window_length = random.one_in(2) ? 24h : 90min;
    }
    if (random.one_in(5) && job.trigger.empty()) {
      job.run_label = RunLabel::IntervalStart;
    }
    system.push_back(std::move(job));
  }
  declare_guards(system);
  return system;
}

namespace {

bool names(const System& system, const std::string& name) {
  return std::ranges::any_of(system, [&](const JobSpec& job) {
    return std::ranges::any_of(
        job.inputs, [&](const InputSpec& input) { return input.name == name; });
  });
}

using Change = std::function<bool(System&)>;

/// Everything that could be taken away from the system.
std::vector<Change> changes_of(const System& system) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < system.size(); ++i) {
    changes.emplace_back([i](System& s) {
      if (names(s, s[i].name) || s.size() == 1) return false;
      s.erase(s.begin() + static_cast<std::ptrdiff_t>(i));
      return true;
    });
    for (std::size_t k = 0; k < system[i].inputs.size(); ++k) {
      changes.emplace_back([i, k](System& s) {
        const bool expression = s[i].trigger.size() > 4;
        if (s[i].inputs.size() == 1 || expression) return false;
        s[i].inputs.erase(s[i].inputs.begin() + static_cast<std::ptrdiff_t>(k));
        return true;
      });
      changes.emplace_back([i, k](System& s) {
        InputSpec plain{.name = s[i].inputs[k].name,
                        .guard = s[i].inputs[k].guard};
        std::swap(s[i].inputs[k], plain);
        return true;
      });
      changes.emplace_back([i, k](System& s) {
        s[i].inputs[k].timeout.reset();
        return true;
      });
    }
    for (std::size_t k = 0; k + 1 < system[i].crons.size(); ++k) {
      changes.emplace_back([i, k](System& s) {
        if (s[i].crons.size() < 2) return false;
        s[i].crons.erase(s[i].crons.begin() + static_cast<std::ptrdiff_t>(k));
        return true;
      });
    }
    changes.emplace_back([i](System& s) {
      s[i].duration = {};
      return true;
    });
    changes.emplace_back([i](System& s) {
      s[i].window = WindowKind::Previous;
      s[i].window_length = 0s;
      s[i].run_label = RunLabel::Tick;
      return true;
    });
  }
  return changes;
}

}  // namespace

std::string shrink(System system,
                   const std::function<std::string(const System&)>& fails) {
  std::string reason = fails(system);
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (const Change& change : changes_of(system)) {
      System candidate = system;
      if (!change(candidate) || to_yaml(candidate) == to_yaml(system)) continue;
      const std::string still = fails(candidate);
      if (still.empty()) continue;
      system = std::move(candidate);
      reason = still;
      smaller = true;
      break;
    }
  }
  return to_yaml(system) + reason + "\n";
}

}  // namespace lockstep::test
