#include "property/alignment/expected.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace lockstep::test {
namespace {

int minutes(seconds s) { return static_cast<int>(s.count() / 60); }

/// A greatest or least value with the first run that attains it.
struct Best {
  bool any = false;
  int value = 0, tick = 0, count = 0;

  void greatest(int candidate, int at_tick) {
    if (!any || candidate > value) *this = {true, candidate, at_tick, 0};
    if (candidate == value) ++count;
  }
  void least(int candidate, int at_tick) {
    if (!any || candidate < value) *this = {true, candidate, at_tick, 0};
    if (candidate == value) ++count;
  }
};

struct Tally {
  int runs = 0, first = 0;
  void add(int tick) {
    if (runs++ == 0) first = tick;
  }
};

class Differences {
 public:
  Differences(const Comparison& both, std::string what)
      : both_(both), what_(std::move(what)) {}

  void number(const std::string& name, std::int64_t computed,
              std::int64_t simulated) {
    if (computed != simulated) {
      note(name, std::to_string(computed), std::to_string(simulated));
    }
  }
  void mean(const std::string& name, double computed, double simulated) {
    if (std::abs(computed - simulated) > 1e-6 * (1 + std::abs(simulated))) {
      note(name, std::to_string(computed), std::to_string(simulated));
    }
  }
  void extreme(const std::string& name, const std::optional<Extreme>& computed,
               const Best& simulated) {
    if (computed.has_value() != simulated.any) {
      note(name, computed ? "a value" : "none",
           simulated.any ? "a value" : "none");
      return;
    }
    if (!computed) return;
    number(name + " value", minutes(computed->value), simulated.value);
    if (minutes(computed->value) != simulated.value) return;
    number(name + " witness", both_.frame.minute(computed->run.tick),
           simulated.tick);
    number(name + " count", computed->count, simulated.count);
  }
  void tally(const std::string& name, const Count& computed,
             const Tally& simulated) {
    number(name, computed.runs, simulated.runs);
    if (computed.first && simulated.runs > 0) {
      number(name + " first", both_.frame.minute(computed.first->tick),
             simulated.first);
    }
  }
  [[nodiscard]] std::string text() const { return text_; }

 private:
  void note(const std::string& name, const std::string& computed,
            const std::string& simulated) {
    text_ += what_ + " " + name + ": computed " + computed + ", simulated " +
             simulated + "\n";
  }

  const Comparison& both_;
  std::string what_, text_;
};

NodeId node_of(const Comparison& both, int job) {
  return both.project.find(both.system[static_cast<std::size_t>(job)].name);
}

struct Range {
  int from, to;
};

Range range_of(const Comparison& both, const Scope& scope) {
  return {both.frame.minute(scope.from), both.frame.minute(scope.to)};
}

int newest(const std::vector<int>& ticks, int at) {
  const auto found = std::upper_bound(ticks.begin(), ticks.end(), at);
  return found == ticks.begin() ? kUnknown : *(found - 1);
}
int next_after(const std::vector<int>& ticks, int at) {
  const auto found = std::upper_bound(ticks.begin(), ticks.end(), at);
  return found == ticks.end() ? kUnknown : *found;
}

std::int64_t count_in(const std::vector<SimRun>& runs, Range range) {
  return std::ranges::count_if(runs, [&](const SimRun& run) {
    return run.tick >= range.from && run.tick < range.to;
  });
}

/// Runs with ticks in (after, to].
std::int64_t runs_between(const SimJob& job, int after, int to) {
  const auto beyond = [&](int tick) {
    return std::ranges::upper_bound(job.runs, tick, {}, &SimRun::tick);
  };
  return after < to ? beyond(to) - beyond(after) : 0;
}

std::string edge_differences(const Comparison& both, int reader,
                             std::size_t index, const AlignedEdge& edge) {
  const SimJob& job = both.jobs[static_cast<std::size_t>(reader)];
  const JobSpec& spec = both.system[static_cast<std::size_t>(reader)];
  const SimInput& input = job.inputs[index];
  const SimJob& from = both.jobs[static_cast<std::size_t>(input.from)];
  const EdgeMeasures& measures = both.alignment.measures(edge);
  const Range range = range_of(both, measures.scope);
  const bool window = input.spec.read == Read::Window;
  Differences differ(
      both, both.system[static_cast<std::size_t>(input.from)].name + " -> " +
                spec.name);

  Best slack, wait, staleness_max, staleness_min, missed_by;
  Tally late, unfinished, tied, thin, just_missed, before_next, other, writing,
      boundary;
  int runs = 0, bound_runs = 0, waits = 0;
  int just_missed_max = 0, before_next_max = 0;
  double wait_sum = 0;
  std::int64_t lost = 0, doubled = 0, offered = 0;
  std::map<int, std::int64_t> offsets;
  int covered = kUnknown;  // tick of the newest run bound so far
  int newest_index = -1;
  std::size_t coming = 0;  // the first run that ends after the start
  const int margin = std::max(
      5,
      minutes(both.system[static_cast<std::size_t>(input.from)].duration.max) /
          5);
  for (std::size_t k = 0; k < job.runs.size(); ++k) {
    const SimRun& run = job.runs[k];
    if (run.tick >= range.to) break;
    const int bound = run.bound[index];
    const bool measured = run.tick >= range.from;
    const int start =
        window ? window_start(spec, run.tick, previous_of(job, k)) : 0;
    if (measured) {
      ++runs;
      const SimNeed need = need_of(both.system, both.jobs, reader, input,
                                   run.tick, previous_of(job, k));
      if (need.run >= 0) {
        const SimRun& needed = from.runs[static_cast<std::size_t>(need.run)];
        const int value = run.tick - needed.end;
        slack.least(value, run.tick);
        const bool is_tie = value == 0 && need.tick == run.tick;
        if (value < 0) late.add(run.tick);
        if (needed.end > run.start) unfinished.add(run.tick);
        if (is_tie) tied.add(run.tick);
        if (value >= 0 && value * 60 < margin * 60 && !is_tie)
          thin.add(run.tick);
        if (waits_at(both.jobs, reader, input, run.tick)) {
          wait.greatest(std::max(-value, 0), run.tick);
          wait_sum += std::max(-value, 0) * 60.0;
          ++waits;
        }
      }
      if (window && start != kUnknown &&
          (!std::ranges::binary_search(from.ticks, start) ||
           !std::ranges::binary_search(from.ticks, run.tick))) {
        boundary.add(run.tick);
      }
      bool is_writing = false;
      int missed = kUnknown;
      while (coming < from.runs.size() && from.runs[coming].end <= run.start) {
        ++coming;
      }
      if (coming < from.runs.size()) {
        missed = from.runs[coming].end - run.start;
        is_writing = from.runs[coming].start <= run.start;
      }
      if (is_writing) writing.add(run.tick);
      if (bound >= 0 && missed != kUnknown) {
        missed_by.least(missed, run.tick);
        const int before = newest(from.ticks, run.tick);
        const int after = next_after(from.ticks, run.tick);
        if (before != kUnknown && after != kUnknown &&
            missed * 8 <= std::min(16 * 60, after - before)) {
          just_missed.add(run.tick);
          just_missed_max = std::max(just_missed_max, missed);
        }
        if (before != kUnknown && after != kUnknown &&
            missed * 2 <= after - before) {
          before_next.add(run.tick);
          before_next_max = std::max(before_next_max, missed);
        }
      }
    }
    if (bound < 0 || (!measured && !measures.scope.for_ever)) continue;
    const SimRun& bound_run = from.runs[static_cast<std::size_t>(bound)];
    if (measured) {
      ++bound_runs;
      staleness_max.greatest(run.start - bound_run.tick, run.tick);
      staleness_min.least(run.start - bound_run.tick, run.tick);
      ++offsets[run.tick - bound_run.tick];
      if (newest(from.ticks, run.tick) != bound_run.tick &&
          next_after(from.ticks, run.tick) != bound_run.tick) {
        other.add(run.tick);
      }
      if (newest_index >= 0 && window) {
        lost += runs_between(from, covered, start);
        doubled += runs_between(from, start, std::min(covered, bound_run.tick));
        offered += runs_between(from, covered, bound_run.tick);
      } else if (newest_index >= 0 && bound > newest_index) {
        lost += bound - newest_index - 1;
        offered += bound - newest_index;
      }
    }
    newest_index = bound;
    covered = bound_run.tick;
  }
  differ.number("runs", measures.runs, runs);
  differ.number("bound", measures.bound, bound_runs);
  differ.extreme("slack", measures.slack_min, slack);
  differ.extreme("wait", measures.wait_max, wait);
  if (waits > 0)
    differ.mean("wait mean", measures.wait_mean_seconds, wait_sum / waits);
  differ.extreme("staleness", measures.staleness_max, staleness_max);
  differ.extreme("least staleness", measures.staleness_min, staleness_min);
  differ.extreme("missed by", measures.missed_by_min, missed_by);
  differ.tally("late", measures.late, late);
  differ.tally("unfinished", measures.unfinished, unfinished);
  differ.tally("tied", measures.tied, tied);
  differ.tally("thin", measures.thin, thin);
  differ.tally("just missed", measures.just_missed, just_missed);
  differ.number("just missed max", minutes(measures.just_missed_max),
                just_missed_max);
  differ.tally("before next", measures.before_next, before_next);
  differ.number("before next max", minutes(measures.before_next_max),
                before_next_max);
  differ.tally("other instance", measures.other_instance, other);
  differ.tally("while writing", measures.while_writing, writing);
  differ.tally("off boundary", measures.off_boundary, boundary);
  differ.number("lost", measures.lost, lost);
  differ.number("doubled", measures.doubled, doubled);
  differ.number("offered", measures.offered, offered);
  std::vector<std::pair<seconds, std::int64_t>> values;
  for (const auto& [offset, times] : offsets) {
    values.emplace_back(seconds{offset * 60}, times);
  }
  if (values.size() <= kMaximumOffsets && !measures.offsets.empty() &&
      values != measures.offsets) {
    differ.number("offsets", 0, 1);
  }

  Tally missing, timed_out;
  const std::vector<int>& ticks = job.triggered ? job.ticks : job.nominal;
  int tick_count = 0;
  for (const int tick : ticks) {
    if (tick < range.from || tick >= range.to) continue;
    ++tick_count;
    const SimNeed need = need_of(both.system, both.jobs, reader, input, tick,
                                 newest(ticks, tick - 1));
    if (input.spec.read == Read::Same && need.tick == kUnknown) {
      missing.add(tick);
    }
    if (input.waits && input.spec.timeout && need.run >= 0 &&
        from.runs[static_cast<std::size_t>(need.run)].end >
            tick + minutes(*input.spec.timeout)) {
      timed_out.add(tick);
    }
  }
  if (!job.triggered) differ.number("ticks", measures.ticks, tick_count);
  differ.number("missing", measures.missing, missing.runs);
  if (missing.runs > 0 && measures.first_missing) {
    differ.number("first missing", both.frame.minute(*measures.first_missing),
                  missing.first);
  }
  differ.tally("timed out", measures.timed_out, timed_out);
  return differ.text();
}

/// Every input bound as at the run before.
bool is_idle(const SimJob& job, std::size_t k) {
  if (job.inputs.empty()) return false;
  for (std::size_t i = 0; i < job.inputs.size(); ++i) {
    const int bound = job.runs[k].bound[i];
    int before = -1;
    for (std::size_t j = k; j-- > 0 && before < 0;) {
      before = job.runs[j].bound[i];
    }
    if (bound >= 0 && bound != before) return false;
  }
  return true;
}

/// Waits repeat with the runs, however rare the sources of the job are.
void compare_waits(const Comparison& both, int job, Differences& differ) {
  const NodeId node = node_of(both, job);
  const NodeMeasures& measures = *both.alignment.measures(node);
  const Range range = range_of(
      both, scope_of(*both.alignment.runs_of(node), both.alignment.horizon));
  Best wait;
  double sum = 0;
  int count = 0;
  for (const SimRun& run : both.jobs[static_cast<std::size_t>(job)].runs) {
    if (run.tick < range.from || run.tick >= range.to) continue;
    wait.greatest(run.start - run.tick, run.tick);
    sum += (run.start - run.tick) * 60.0;
    ++count;
  }
  differ.extreme("wait", measures.wait_max, wait);
  if (count > 0)
    differ.mean("wait mean", measures.wait_mean_seconds, sum / count);
}

/// Of the first root with the greatest spread.
Best simulated_version_skew(const SimJob& job, Range range) {
  Best worst;
  const std::size_t roots =
      job.runs.empty() ? 0 : job.runs.front().source.size();
  for (std::size_t root = 0; root < roots; ++root) {
    Best spread;
    for (const SimRun& run : job.runs) {
      if (run.tick < range.from || run.tick >= range.to || !run.known) continue;
      int least = kUnknown, greatest = kUnknown;
      for (const auto& sources : run.source_by_input) {
        if (sources.empty() || sources[root] == kUnknown) continue;
        const int source = sources[root];
        least = least == kUnknown ? source : std::min(least, source);
        greatest = std::max(greatest, source);
      }
      if (least != kUnknown) spread.greatest(greatest - least, run.tick);
    }
    if (spread.value > worst.value) worst = spread;
  }
  return worst;
}

}  // namespace

int oldest_source(const SimRun& run) {
  int oldest = kUnknown;
  for (const int source : run.source) {
    if (source == kUnknown) continue;
    oldest = oldest == kUnknown ? source : std::min(oldest, source);
  }
  return oldest;
}

std::string compare_node(const Comparison& both, int job) {
  const SimJob& sim = both.jobs[static_cast<std::size_t>(job)];
  const NodeMeasures* measures = both.alignment.measures(node_of(both, job));
  const std::string& name = both.system[static_cast<std::size_t>(job)].name;
  const bool measured = sim.has_ticks && !sim.is_view && !sim.nominal.empty();
  if ((measures != nullptr) != measured) return name + " is measured by one\n";
  if (measures == nullptr) return "";
  Differences differ(both, name);
  const Range range = range_of(both, measures->scope);
  Best lag, age, skew;
  const std::vector<SimRun>& runs = sim.runs;
  for (std::size_t k = 0; k < runs.size(); ++k) {
    const SimRun& run = runs[k];
    if (run.tick < range.from || run.tick >= range.to || !run.known) continue;
    const int oldest = oldest_source(run);
    lag.greatest(run.end - oldest, run.tick);
    if (k + 1 < runs.size()) {
      age.greatest(runs[k + 1].end - oldest, run.tick);
    }
  }
  const Range skew_range = range_of(both, measures->skew_scope);
  for (const SimRun& run : runs) {
    if (run.tick < skew_range.from || run.tick >= skew_range.to || !run.known) {
      continue;
    }
    skew.greatest(*std::ranges::max_element(run.source) - oldest_source(run),
                  run.tick);
  }
  differ.number("runs", measures->runs, count_in(runs, range));
  if (sim.scheduled) {
    std::int64_t ticks = 0;
    for (const int tick : sim.nominal) {
      ticks += tick >= range.from && tick < range.to ? 1 : 0;
    }
    differ.number("dropped", measures->dropped, ticks - count_in(runs, range));
  }
  compare_waits(both, job, differ);
  if (const IdleRuns* idle = both.alignment.idle(node_of(both, job))) {
    const Range of = range_of(both, idle->scope);
    std::int64_t found = 0;
    for (std::size_t k = 0; k < runs.size(); ++k) {
      const bool counts = runs[k].tick >= of.from && runs[k].tick < of.to;
      if (counts && is_idle(sim, k)) ++found;
    }
    differ.number("idle", idle->runs, found);
    differ.number("idle of", idle->of, count_in(runs, of));
  }
  const VersionSkew* versions = both.alignment.version_skew(node_of(both, job));
  differ.extreme("version skew",
                 versions ? std::optional(versions->skew) : std::nullopt,
                 simulated_version_skew(
                     sim, versions ? range_of(both, versions->scope) : range));
  differ.extreme("lag", measures->lag_max, lag);
  differ.extreme("age", measures->age_max, age);
  differ.extreme("skew", measures->skew_max, skew);
  return differ.text();
}

std::string compare_edges(const Comparison& both, int job) {
  const SimJob& sim = both.jobs[static_cast<std::size_t>(job)];
  if (!sim.has_ticks || sim.is_view) return "";
  const auto edges = both.alignment.inputs(node_of(both, job));
  std::string text;
  std::size_t found = 0;
  for (std::size_t i = 0; i < sim.inputs.size(); ++i) {
    for (const AlignedEdge& edge : edges) {
      if (edge.read.from != node_of(both, sim.inputs[i].from)) continue;
      ++found;
      text += edge_differences(both, job, i, edge);
    }
  }
  if (found != sim.inputs.size() || found != edges.size()) {
    text += "number of edges\n";
  }
  return text;
}

}  // namespace lockstep::test
