#include "property/align/random_graph.hpp"

#include <algorithm>

namespace lockstep::test {
namespace {

std::string random_cron(Random& random) {
  if (random.one_in(40)) return "0 0 30 2 *";
  static const std::vector<std::string> minutes = {
      "0", "0", "0", "0", "30", "15", "0,30", "10,40", "*/20", "45"};
  static const std::vector<std::string> hours = {
      "*",   "*",   "0",   "0",   "2",     "5", "12",     "22",   "0,1",
      "4,5", "7,8", "*/6", "*/8", "13,23", "6", "1,9,17", "8-18", "0,12"};
  static const std::vector<std::string> weekdays = {
      "*", "*", "*", "*", "*", "1-5", "0", "1", "1,4", "6", "3"};
  return random.pick(minutes) + " " + random.pick(hours) + " * * " +
         random.pick(weekdays);
}

std::string random_pair_cron(Random& random) {
  static const std::vector<std::string> hours = {
      "0,1", "4,5", "7,8", "2,13", "9,10", "16,17", "0,8,16", "1,9,17", "3,15"};
  return "0 " + random.pick(hours) + " * * *";
}

std::string random_month_cron(Random& random) {
  static const std::vector<std::string> hours = {"0",    "5",    "0,12",
                                                 "6,18", "9,21", "22"};
  static const std::vector<std::string> days = {
      "* * *", "1-15 * *", "10-20 * *", "*/9 * *",
      "1 * *", "29 2 *",   "* 1-6 *",   "* * 1-5"};
  return "0 " + random.pick(hours) + " " + random.pick(days);
}

std::string random_expression(Random& random,
                              const std::vector<InputSpec>& inputs, int depth) {
  if (depth == 0 || random.one_in(3)) return random.pick(inputs).name;
  const std::string op = random.one_in(2) ? " & " : " | ";
  std::string text = random_expression(random, inputs, depth - 1) + op +
                     random_expression(random, inputs, depth - 1);
  return random.one_in(2) ? "( " + text + " )" : text;
}

std::string random_trigger(Random& random,
                           const std::vector<InputSpec>& inputs) {
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      return "";
    case 3:
    case 4:
    case 5:
      return "all";
    case 6:
      return "any";
    case 7:
      return random.one_in(4) ? "none" : "";
    default:
      return random_expression(random, inputs, 2);
  }
}

DurationRange random_duration(Random& random, const GraphOptions& options) {
  if (!options.ranges || random.one_in(3)) return {};
  static const std::vector<int> minutes = {1, 5, 20, 50, 90, 200, 700};
  const int least = random.pick(minutes);
  const int more = options.fixed ? 0 : random.pick(minutes);
  return {std::chrono::minutes{least}, std::chrono::minutes{least + more}};
}

std::vector<InputSpec> random_inputs(Random& random, int index,
                                     const GraphOptions& options) {
  std::vector<InputSpec> inputs;
  if (options.months && index < 2) return inputs;
  for (int from = 0; from < index; ++from) {
    if (options.months ? random.one_in(4) : !random.one_in(2)) continue;
    inputs.push_back({.name = std::string(1, static_cast<char>('a' + from)),
                      .optional = random.one_in(8)});
  }
  if (random.one_in(10)) inputs.push_back({.name = "x"});
  std::sort(
      inputs.begin(), inputs.end(),
      [](const InputSpec& a, const InputSpec& b) { return a.name < b.name; });
  return inputs;
}

}  // namespace

std::vector<JobSpec> random_graph(Random& random, const GraphOptions& options) {
  std::vector<JobSpec> jobs;
  const int count =
      (options.months ? 3 : 2) + random.below(options.months ? 3 : 7);
  for (int index = 0; index < count; ++index) {
    JobSpec job;
    job.name = std::string(1, static_cast<char>('a' + index));
    job.inputs = random_inputs(random, index, options);
    const bool root = job.inputs.empty();
    if (root ? !random.one_in(8)
             : options.own_crons_on_tasks && random.one_in(5)) {
      const int crons = 1 + (random.one_in(3) ? random.below(3) : 0);
      for (int i = 0; i < crons; ++i) {
        job.crons.push_back(options.months  ? random_month_cron(random)
                            : options.pairs ? random_pair_cron(random)
                                            : random_cron(random));
      }
    }
    if (!root && options.triggers) {
      job.trigger = options.months && random.one_in(2)
                        ? "all"
                        : random_trigger(random, job.inputs);
    }
    job.duration = random_duration(random, options);
    jobs.push_back(std::move(job));
  }
  return jobs;
}

std::string shrink(
    std::vector<JobSpec> jobs,
    const std::function<std::string(const std::vector<JobSpec>&)>& fails) {
  bool smaller = true;
  const auto try_without = [&](const auto& change) {
    std::vector<JobSpec> candidate = jobs;
    change(candidate);
    if (fails(candidate).empty()) return false;
    jobs = std::move(candidate);
    smaller = true;
    return true;
  };
  while (smaller) {
    smaller = false;
    for (std::size_t job = jobs.size(); job-- > 0;) {
      const auto at = static_cast<std::ptrdiff_t>(job);
      if (try_without([&](auto& all) { all.erase(all.begin() + at); }))
        continue;
      for (std::size_t i = jobs[job].inputs.size(); i-- > 0;) {
        const auto input = static_cast<std::ptrdiff_t>(i);
        try_without([&](auto& all) {
          all[job].inputs.erase(all[job].inputs.begin() + input);
        });
      }
      for (std::size_t i = jobs[job].crons.size(); i-- > 0;) {
        const auto cron = static_cast<std::ptrdiff_t>(i);
        try_without([&](auto& all) {
          all[job].crons.erase(all[job].crons.begin() + cron);
        });
      }
    }
  }
  return to_yaml(jobs) + "# " + fails(jobs);
}

}  // namespace lockstep::test
