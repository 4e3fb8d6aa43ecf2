#include "property/alignment/simulator.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "property/alignment/scan.hpp"

namespace lockstep::test {
namespace {

/// What runs read so early is forgotten: inputs may not have begun.
constexpr int kSettling = 14 * kMinutesADay;

int minutes(seconds s) { return static_cast<int>(s.count() / 60); }

std::vector<int> unite(const std::vector<SimCron>& crons) {
  std::set<int> all;
  for (const SimCron& cron : crons) {
    all.insert(cron.ticks.begin(), cron.ticks.end());
  }
  return {all.begin(), all.end()};
}

/// Crons that always fire when others do: only those of one zone are compared
/// as a whole, others one by one.
void drop_covered(std::vector<SimCron>& crons) {
  for (std::size_t i = crons.size(); i-- > 0;) {
    std::vector<SimCron> others;
    for (std::size_t k = 0; k < crons.size(); ++k) {
      if (k != i && crons[k].zone == crons[i].zone) others.push_back(crons[k]);
    }
    if (std::ranges::includes(unite(others), crons[i].ticks)) {
      crons.erase(crons.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

/// Newest element at or before `at`, or kUnknown.
int newest(const std::vector<int>& ticks, int at) {
  const auto found = std::upper_bound(ticks.begin(), ticks.end(), at);
  return found == ticks.begin() ? kUnknown : *(found - 1);
}
int next_after(const std::vector<int>& ticks, int at) {
  const auto found = std::upper_bound(ticks.begin(), ticks.end(), at);
  return found == ticks.end() ? kUnknown : *found;
}

/// Three-valued `text` over names; absent names vanish.
class Expression {
 public:
  explicit Expression(const std::string& text) {
    std::istringstream words(text);
    for (std::string word; words >> word;) words_.push_back(word);
    words_.emplace_back();
  }
  std::optional<bool> value(const std::map<std::string, bool>& slots) {
    slots_ = &slots;
    at_ = 0;
    return any();
  }

 private:
  [[nodiscard]] const std::string& word() const { return words_[at_]; }
  std::optional<bool> any() {
    std::optional<bool> left = all();
    while (word() == "|") {
      ++at_;
      const std::optional<bool> right = all();
      left = left && right ? *left || *right : (left ? left : right);
    }
    return left;
  }
  std::optional<bool> all() {
    std::optional<bool> left = one();
    while (word() == "&") {
      ++at_;
      const std::optional<bool> right = one();
      left = left && right ? *left && *right : (left ? left : right);
    }
    return left;
  }
  std::optional<bool> one() {
    const std::string& name = words_[at_++];
    if (name == "(") {
      const auto inner = any();
      ++at_;
      return inner;
    }
    const auto slot = slots_->find(name);
    if (slot == slots_->end()) return std::nullopt;
    return slot->second;
  }

  std::vector<std::string> words_;  ///< the last one is empty
  std::size_t at_ = 0;
  const std::map<std::string, bool>* slots_ = nullptr;
};

class Simulation {
 public:
  Simulation(const System& system, const SimOptions& options)
      : system_(system), options_(options), jobs_(system.size()) {}

  std::vector<SimJob> run() {
    for (std::size_t i = 0; i < system_.size(); ++i) {
      const int job = static_cast<int>(i);
      jobs_[i].is_view = system_[i].kind == NodeKind::View;
      find_ticks(job);
      if (!jobs_[i].has_ticks) continue;
      find_inputs(job);
      if (jobs_[i].scheduled) run_scheduled(job);
      if (jobs_[i].aligned) run_aligned(job);
      if (jobs_[i].triggered) run_triggered(job);
      find_seen_ticks(jobs_[i]);
      if (!jobs_[i].is_view) read(job);
    }
    return std::move(jobs_);
  }

 private:
  SimJob& at(int job) { return jobs_[static_cast<std::size_t>(job)]; }
  const JobSpec& spec(int job) const {
    return system_[static_cast<std::size_t>(job)];
  }
  int index_of(const std::string& name) const {
    int index = 0;
    while (spec(index).name != name) ++index;
    return index;
  }

  // ---- Ticks as if nothing took any time ----

  void find_ticks(int job) {
    SimJob& sim = at(job);
    if (!spec(job).crons.empty()) {
      sim.scheduled = sim.has_ticks = true;
      for (const std::string& cron : spec(job).crons) {
        sim.crons.push_back(
            {zone_of(cron), scan(cron, options_.from, options_.to)});
      }
      drop_covered(sim.crons);
      sim.nominal = unite(sim.crons);
      return;
    }
    bool any_ticks = false;
    for (const InputSpec& input : spec(job).inputs) {
      any_ticks = any_ticks || at(index_of(input.name)).has_ticks;
    }
    if (!any_ticks) return;
    sim.has_ticks = true;
    if (spec(job).trigger.empty()) {
      sim.aligned = true;
      const SimJob& leader = at(index_of(options_.leaders.at(spec(job).name)));
      sim.nominal = leader.nominal;
      return;
    }
    sim.triggered = true;
    sim.nominal = fire(job, [&](int input) { return at(input).nominal; });
  }

  std::string condition_of(int job) const {
    const std::string& trigger = spec(job).trigger;
    if (trigger != "any" && trigger != "all") return trigger;
    std::vector<std::string> names, required;
    for (const InputSpec& input : spec(job).inputs) {
      if (!jobs_[static_cast<std::size_t>(index_of(input.name))].has_ticks) {
        continue;
      }
      names.push_back(input.name);
      if (!input.optional) required.push_back(input.name);
    }
    if (trigger == "all" && !required.empty()) names = required;
    std::string text;
    for (const std::string& name : names) {
      if (!text.empty()) text += trigger == "any" ? " | " : " & ";
      text += name;
    }
    return text;
  }

  /// When the condition becomes true, given the updates of each input and no
  /// durations.
  template <class Updates>
  std::vector<int> fire(int job, const Updates& updates) {
    std::map<int, std::set<std::string>> events;
    std::map<std::string, bool> slots;
    for (const InputSpec& input : spec(job).inputs) {
      if (!at(index_of(input.name)).has_ticks) continue;
      slots[input.name] = false;
      for (const int at_minute : updates(index_of(input.name))) {
        if (at_minute >= options_.slots_from)
          events[at_minute].insert(input.name);
      }
    }
    Expression condition(condition_of(job));
    std::vector<int> firings;
    for (const auto& [minute, names] : events) {
      for (const std::string& name : names) slots[name] = true;
      if (!condition.value(slots).value_or(false)) continue;
      firings.push_back(minute);
      for (auto& [name, slot] : slots) slot = false;
    }
    return firings;
  }

  /// What others take for ticks of the job.
  static void find_seen_ticks(SimJob& sim) {
    sim.ticks = sim.nominal;
    if (!sim.triggered) return;
    sim.ticks.clear();
    for (const SimRun& run : sim.runs) {
      if (sim.ticks.empty() || sim.ticks.back() != run.tick) {
        sim.ticks.push_back(run.tick);
      }
    }
  }

  // ---- Inputs ----

  bool shares_a_cron(int a, int b) {
    return std::ranges::any_of(at(a).crons, [&](const SimCron& cron) {
      return std::ranges::find(at(b).crons, cron) != at(b).crons.end();
    });
  }

  bool none_required(int job) {
    for (const InputSpec& input : spec(job).inputs) {
      if (!input.optional && at(index_of(input.name)).has_ticks) return false;
    }
    return true;
  }

  SimInput make_input(int job, int from, const InputSpec& declared) {
    SimInput input{from, declared, false, false};
    const bool guarded = declared.guard != Guard::None;
    if (at(job).aligned) {
      input.waits = guarded && (!declared.optional || none_required(job));
    } else if (at(job).scheduled) {
      input.waits = guarded && (declared.guard == Guard::Sensor ||
                                declared.read != Read::Latest);
      const bool transforms =
          spec(job).kind != NodeKind::Load && spec(from).kind != NodeKind::Load;
      input.pipeline = !input.waits && declared.guard == Guard::Default &&
                       declared.read == Read::Latest && transforms &&
                       at(from).scheduled && shares_a_cron(job, from);
    }
    return input;
  }

  struct Way {
    int from;
    std::vector<std::string> views;
    const InputSpec* declared;
  };
  void ways_to(int node, Way way, std::vector<Way>& ways) {
    if (!at(node).is_view) {
      way.from = node;
      ways.push_back(way);
      return;
    }
    way.views.push_back(spec(node).name);
    for (const InputSpec& input : spec(node).inputs) {
      ways_to(index_of(input.name), way, ways);
    }
  }

  void find_inputs(int job) {
    std::vector<Way> ways;
    for (const InputSpec& input : spec(job).inputs) {
      const int from = index_of(input.name);
      if (at(from).has_ticks) {
        const SimInput direct = make_input(job, from, input);
        if (direct.waits || direct.pipeline) at(job).awaited.push_back(direct);
      }
      ways_to(from, {from, {}, &input}, ways);
    }
    std::ranges::stable_sort(ways, [](const Way& a, const Way& b) {
      if (a.from != b.from) return a.from < b.from;
      if (a.views.size() != b.views.size()) {
        return a.views.size() < b.views.size();
      }
      return a.views < b.views;
    });
    for (const Way& way : ways) {
      if (!at(way.from).has_ticks) continue;
      const SimInput input = make_input(job, way.from, *way.declared);
      auto& inputs = at(job).inputs;
      if (inputs.empty() || inputs.back().from != way.from) {
        inputs.push_back(input);
      } else if (input.waits) {
        // That way has its own timeout, this one none.
        if (!inputs.back().waits) inputs.back().spec.timeout.reset();
        inputs.back().waits = true;
        inputs.back().pipeline = false;
      }
    }
  }

  // ---- Runs ----

  /// Kept in mind: nothing a job did before.
  [[nodiscard]] int idle_before(int job) {
    if (at(job).triggered) return options_.slots_from;
    return at(job).aligned ? options_.sensors_from : kUnknown;
  }

  /// When all that a run at `tick` waits for has ended.
  std::optional<int> complete_at(int job, int tick) {
    int complete = tick;
    for (const SimInput& input : at(job).awaited) {
      if (!waits_at(jobs_, job, input, tick)) continue;
      const int previous = newest(at(job).nominal, tick - 1);
      const SimNeed need = need_of(system_, jobs_, job, input, tick, previous);
      // What sensors did before the simulation has ended.
      if (need.tick != kUnknown && need.tick < idle_before(input.from))
        continue;
      if (!need.possible) return std::nullopt;
      if (need.run < 0) continue;
      const int end =
          at(input.from).runs[static_cast<std::size_t>(need.run)].end;
      if (input.waits && input.spec.timeout &&
          end > tick + minutes(*input.spec.timeout)) {
        return std::nullopt;
      }
      complete = std::max(complete, end);
    }
    return complete;
  }

  /// Of the run with this tick.
  int duration(int job, int tick) const {
    const int longest = minutes(spec(job).duration.max);
    if (options_.jitter == 0) return longest;
    const int shortest = minutes(spec(job).duration.min);
    const auto seed =
        static_cast<std::uint64_t>(tick) * 64 + static_cast<std::uint64_t>(job);
    Random random(options_.jitter * 1'000'003 + seed);
    if (random.one_in(3)) return random.one_in(2) ? shortest : longest;
    return shortest + random.below(longest - shortest + 1);
  }

  void add_run(int job, int tick, int start) {
    at(job).runs.push_back(
        {tick, start, start + duration(job, tick), {}, {}, {}});
  }

  void run_scheduled(int job) {
    for (const int tick : at(job).nominal) {
      const auto complete = complete_at(job, tick);
      if (!complete) continue;
      const auto& runs = at(job).runs;
      const int before = runs.empty() ? kUnknown : runs.back().start;
      add_run(job, tick, std::max(*complete, before));
    }
  }

  void run_aligned(int job) {
    // Anchors with the instant from which they are complete.
    std::vector<std::pair<int, int>> anchors;
    std::set<int> events;
    for (const int tick : at(job).nominal) {
      if (tick < idle_before(job)) continue;
      const auto complete = complete_at(job, tick);
      if (!complete) continue;
      const int ready = anchors.empty()
                            ? *complete
                            : std::max(*complete, anchors.back().second);
      anchors.emplace_back(tick, ready);
      events.insert(ready);
    }
    std::size_t next_anchor = 0;
    int busy_until = kUnknown;
    while (!events.empty()) {
      const int now = *events.begin();
      events.erase(events.begin());
      if (now < busy_until) continue;
      int newest_anchor = kUnknown;
      while (next_anchor < anchors.size() &&
             anchors[next_anchor].second <= now) {
        newest_anchor = anchors[next_anchor++].first;
      }
      if (newest_anchor == kUnknown) continue;
      add_run(job, newest_anchor, now);
      busy_until = at(job).runs.back().end;
      events.insert(busy_until);
    }
  }

  void run_triggered(int job) {
    struct Update {
      std::string name;
      int tick;
    };
    std::map<int, std::vector<Update>> events;
    std::map<std::string, bool> slots;
    for (const InputSpec& input : spec(job).inputs) {
      const SimJob& from = at(index_of(input.name));
      if (!from.has_ticks) continue;
      slots[input.name] = false;
      if (!counts(job, input)) continue;
      for (const SimRun& run : from.runs) {
        if (run.end >= options_.slots_from) {
          events[run.end].push_back({input.name, run.tick});
        }
      }
    }
    Expression condition(condition_of(job));
    int busy_until = kUnknown, newest_tick = kUnknown;
    while (!events.empty()) {
      const auto [now, updates] = *events.begin();
      events.erase(events.begin());
      for (const Update& update : updates) {
        slots[update.name] = true;
        newest_tick = std::max(newest_tick, update.tick);
      }
      if (now < busy_until) continue;
      if (!condition.value(slots).value_or(false)) continue;
      for (auto& [name, slot] : slots) slot = false;
      add_run(job, newest_tick, now);
      busy_until = at(job).runs.back().end;
      if (busy_until > now) events[busy_until];
    }
  }

  /// Does the condition name the input?
  bool counts(int job, const InputSpec& input) const {
    std::istringstream words(condition_of(job));
    for (std::string word; words >> word;) {
      if (word == input.name) return true;
    }
    return false;
  }

  // ---- Reading ----

  void read(int job) {
    SimJob& sim = at(job);
    const std::size_t count = sim.inputs.size();
    for (std::size_t k = 0; k < sim.runs.size(); ++k) {
      SimRun& run = sim.runs[k];
      run.source.assign(system_.size(), kUnknown);
      if (count == 0) run.source[static_cast<std::size_t>(job)] = run.tick;
      run.bound.resize(count);
      run.source_by_input.resize(count);
      for (std::size_t i = 0; i < count; ++i) {
        run.bound[i] = bound_of(job, sim.inputs[i], k);
        take_sources(sim, i, k);
      }
    }
  }

  void take_sources(SimJob& sim, std::size_t i, std::size_t k) {
    SimRun& run = sim.runs[k];
    auto& sources = run.source_by_input[i];
    const auto& runs = at(sim.inputs[i].from).runs;
    const int bound = run.bound[i];
    if (run.start < options_.slots_from + kSettling) {
      run.bound[i] = -1;
      run.known = false;
      return;
    }
    if (bound >= 0 && runs[static_cast<std::size_t>(bound)].known) {
      sources = runs[static_cast<std::size_t>(bound)].source;
    } else if (bound < 0 && k > 0) {
      sources = sim.runs[k - 1].source_by_input[i];
    }
    if (sources.empty()) run.known = false;
    for (std::size_t root = 0; root < sources.size(); ++root) {
      if (sources[root] == kUnknown) continue;
      int& source = run.source[root];
      source =
          source == kUnknown ? sources[root] : std::min(source, sources[root]);
    }
  }

  int bound_of(int job, const SimInput& input, std::size_t k) {
    const SimRun& run = at(job).runs[k];
    const auto& runs = at(input.from).runs;
    const auto started = std::partition_point(
        runs.begin(), runs.end(),
        [&](const SimRun& from) { return from.start <= run.start; });
    int index = static_cast<int>(started - runs.begin()) - 1;
    while (index >= 0 &&
           runs[static_cast<std::size_t>(index)].end > run.start) {
      --index;
    }
    if (input.spec.read == Read::Latest || index < 0) return index;
    const int previous = previous_of(at(job), k);
    if (input.spec.read == Read::Same) {
      const SimNeed need =
          need_of(system_, jobs_, job, input, run.tick, previous);
      return need.run >= 0 && need.run <= index ? need.run : -1;
    }
    const int start = window_start(spec(job), run.tick, previous);
    if (start == kUnknown) return -1;
    while (index >= 0 &&
           runs[static_cast<std::size_t>(index)].tick > run.tick) {
      --index;
    }
    if (index < 0 || runs[static_cast<std::size_t>(index)].tick <= start) {
      return -1;
    }
    return index;
  }

  const System& system_;
  const SimOptions& options_;
  std::vector<SimJob> jobs_;
};

}  // namespace

std::vector<SimJob> simulate(const System& system, const SimOptions& options) {
  return Simulation(system, options).run();
}

int window_start(const JobSpec& job, int tick, int previous) {
  if (job.window == WindowKind::Length) {
    return tick - minutes(job.window_length);
  }
  if (previous == kUnknown) return kUnknown;
  return job.window == WindowKind::Lookback
             ? previous - minutes(job.window_length)
             : previous;
}

int previous_of(const SimJob& job, std::size_t k) {
  if (job.scheduled) return newest(job.nominal, job.runs[k].tick - 1);
  return k > 0 ? job.runs[k - 1].tick : kUnknown;
}

bool waits_at(const std::vector<SimJob>& jobs, int reader,
              const SimInput& input, int tick) {
  if (input.waits) return true;
  if (!input.pipeline) return false;
  for (const auto& a : jobs[static_cast<std::size_t>(reader)].crons) {
    for (const auto& b : jobs[static_cast<std::size_t>(input.from)].crons) {
      if (a == b && std::ranges::binary_search(a.ticks, tick)) return true;
    }
  }
  return false;
}

SimNeed need_of(const System& system, const std::vector<SimJob>& jobs,
                int reader, const SimInput& input, int tick, int previous) {
  const SimJob& from = jobs[static_cast<std::size_t>(input.from)];
  const SimJob& job = jobs[static_cast<std::size_t>(reader)];
  const JobSpec& spec = system[static_cast<std::size_t>(reader)];
  const std::vector<int>& ticks = from.ticks;
  SimNeed need;
  bool exact = from.scheduled;
  if (input.spec.read == Read::Same) {
    const bool interval = spec.run_label == RunLabel::IntervalStart;
    const int label = interval ? newest(job.nominal, tick - 1) : tick;
    const int wanted = label + minutes(input.spec.offset);
    const RunLabel of_input =
        system[static_cast<std::size_t>(input.from)].run_label;
    need.possible = false;
    if (label == kUnknown || !std::ranges::binary_search(ticks, wanted)) {
      return need;
    }
    need.tick = of_input == RunLabel::Tick ? wanted : next_after(ticks, wanted);
    if (need.tick == kUnknown) return need;
  } else {
    need.tick = newest(ticks, tick);
    if (need.tick == kUnknown) {
      // The simulation begins after it.
      need.possible = ticks.empty();
      return need;
    }
    exact = exact && input.spec.read == Read::Window;
    if (input.spec.read == Read::Window) {
      const int start = window_start(spec, tick, previous);
      if (start == kUnknown || need.tick <= start) {
        need.tick = kUnknown;
        return need;
      }
    }
  }
  const auto found = std::partition_point(
      from.runs.begin(), from.runs.end(),
      [&](const SimRun& run) { return run.tick < need.tick; });
  need.possible =
      found != from.runs.end() && (!exact || found->tick == need.tick);
  if (need.possible) need.run = static_cast<int>(found - from.runs.begin());
  return need;
}

}  // namespace lockstep::test
