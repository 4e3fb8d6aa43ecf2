#include "property/align/simulator.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <sstream>

namespace lockstep::test {
namespace {

constexpr int kCycleWeeks = 20'871;  // 400 years

/// Joint periods are followed up to here.
bool too_long(int weeks) {
  return weeks % kCycleWeeks == 0 ? weeks > 3 * kCycleWeeks : weeks > 60;
}

/// `*`, `5`, `1-5`, `*/n`, `a-b/n` and lists of them.
bool field_matches(const std::string& field, int value, int last) {
  std::istringstream items(field);
  for (std::string item; std::getline(items, item, ',');) {
    int step = 1, from = 0, to = last;
    const auto slash = item.find('/');
    if (slash != std::string::npos) step = std::stoi(item.substr(slash + 1));
    const std::string range = item.substr(0, slash);
    if (range == "*") {
      // Days and months begin at 1, so do their steps.
      if (last == 31 || last == 12) from = 1;
    } else {
      const auto dash = range.find('-');
      from = std::stoi(range.substr(0, dash));
      to = dash == std::string::npos ? from : std::stoi(range.substr(dash + 1));
    }
    if (value >= from && value <= to && (value - from) % step == 0) return true;
  }
  return false;
}

int floor_mod(int value, int modulus) {
  const int rest = value % modulus;
  return rest < 0 ? rest + modulus : rest;
}

using Known = std::map<std::string, SimulatedJob>;

/// Slots, saturating; a start clears all; the updates of one instant come
/// together. Runs until the slots at the start of a joint period are as they
/// were before: what fires from there on repeats for ever.
std::optional<Ticks> simulate_slots(const std::string& text,
                                    const Known& known) {
  std::map<std::string, int> numbers;
  int weeks = 1;
  for (const std::string& name : names_in(text)) {
    const auto input = known.find(name);
    if (input == known.end() || !input->second.ticks) continue;
    numbers.emplace(name, static_cast<int>(numbers.size()));
    weeks = std::lcm(weeks, input->second.ticks->weeks);
  }
  if (too_long(weeks)) return std::nullopt;
  const Condition condition(text, numbers);
  std::vector<std::pair<int, int>> updates;  // minute, number
  for (const auto& [name, number] : numbers) {
    for (const int minute : known.at(name).ticks->between(0, weeks * kWeek)) {
      updates.emplace_back(minute, number);
    }
  }
  std::sort(updates.begin(), updates.end());
  std::vector<bool> slots(numbers.size(), false);
  std::map<std::vector<bool>, int> seen;
  std::vector<int> firings;
  for (int block = 0;; ++block) {
    const auto [before, added] = seen.try_emplace(slots, block);
    if (!added) {
      Ticks ticks;
      ticks.weeks = weeks * (block - before->second);
      if (too_long(ticks.weeks)) return std::nullopt;
      for (const int firing : firings) {
        if (firing < before->second * weeks * kWeek) continue;
        ticks.minutes.push_back(firing % ticks.period());
      }
      std::sort(ticks.minutes.begin(), ticks.minutes.end());
      return ticks;
    }
    for (std::size_t i = 0; i < updates.size(); ++i) {
      const auto [minute, number] = updates[i];
      slots[static_cast<std::size_t>(number)] = true;
      if (i + 1 < updates.size() && updates[i + 1].first == minute) continue;
      if (!condition.holds(slots)) continue;
      firings.push_back(block * weeks * kWeek + minute);
      slots.assign(slots.size(), false);
    }
  }
}

/// The admissible leaders by brute force over tick lists.
std::set<std::string> leaders_of(const SimulatedJob& job, const Known& known) {
  const auto ticks = [&](const std::string& name) -> const Ticks& {
    return *known.at(name).ticks;
  };
  std::vector<std::string> fastest;
  for (const std::string& name : job.required) {
    if (!fastest.empty()) {
      const int faster =
          Ticks::compare_frequency(ticks(name), ticks(fastest.front()));
      if (faster > 0) continue;
      if (faster < 0) fastest.clear();
    }
    fastest.push_back(name);
  }
  std::set<std::string> leaders;
  std::vector<double> best;
  for (const std::string& name : fastest) {
    if (ticks(name).empty()) return {fastest.begin(), fastest.end()};
    int worst = 0;
    for (const std::string& other : fastest) {
      worst = std::max(worst, worst_age(ticks(other), ticks(name)));
    }
    std::vector<double> key = order_key(ticks(name));
    key.insert(key.begin(), worst);
    if (leaders.empty() || key < best) {
      best = key;
      leaders.clear();
    }
    if (key == best) leaders.insert(name);
  }
  return leaders;
}

/// An aligned job runs at every tick of the leader, if nothing that it waits
/// for never comes.
Ticks simulate_aligned(const SimulatedJob& job, const std::string& leader,
                       const Known& known) {
  for (const std::string& name : job.required) {
    if (known.at(name).ticks->empty()) return {};
  }
  return *known.at(leader).ticks;
}

/// False if a joint period grows beyond the bound.
bool simulate_job(const JobSpec& job, const std::string& leader, Known& known) {
  SimulatedJob simulated;
  bool has_inputs = false;
  for (const InputSpec& input : job.inputs) {
    has_inputs = true;
    if (!known.at(input.name).ticks) continue;
    simulated.scheduled.push_back(input.name);
    if (!input.optional) simulated.required.push_back(input.name);
  }
  if (simulated.required.empty()) simulated.required = simulated.scheduled;
  bool bounded = true;
  if (!job.crons.empty()) {
    std::vector<Ticks> own;
    for (const std::string& cron : job.crons) own.push_back(scan(cron));
    simulated.ticks = unite(own);
  } else if (has_inputs && job.trigger != "none" &&
             !simulated.scheduled.empty()) {
    if (job.trigger.empty()) {
      simulated.is_aligned = true;
      simulated.leaders = leaders_of(simulated, known);
      const bool follow = simulated.leaders.contains(leader);
      simulated.ticks = simulate_aligned(
          simulated, follow ? leader : *simulated.leaders.begin(), known);
    } else {
      const std::string condition = condition_of(job, simulated);
      bool any_slot = false;
      for (const std::string& name : names_in(condition)) {
        any_slot = any_slot || (known.contains(name) && known.at(name).ticks);
      }
      if (any_slot) {
        simulated.ticks = simulate_slots(condition, known);
        bounded = simulated.ticks.has_value();
      }
    }
  }
  known[job.name] = simulated;
  return bounded;
}

}  // namespace

int Ticks::next(int minute) const {
  const int start = minute - floor_mod(minute, period());
  const auto found =
      std::upper_bound(minutes.begin(), minutes.end(), minute - start);
  if (found != minutes.end()) return start + *found;
  return start + period() + minutes.front();
}

int Ticks::prev_or_equal(int minute) const {
  const int start = minute - floor_mod(minute, period());
  const auto found =
      std::upper_bound(minutes.begin(), minutes.end(), minute - start);
  if (found != minutes.begin()) return start + *(found - 1);
  return start - period() + minutes.back();
}

std::vector<int> Ticks::between(int from, int to) const {
  std::vector<int> result;
  if (minutes.empty()) return result;
  for (int tick = next(from - 1); tick < to; tick = next(tick)) {
    result.push_back(tick);
  }
  return result;
}

int Ticks::compare_frequency(const Ticks& a, const Ticks& b) {
  const auto left = static_cast<long>(a.minutes.size()) * b.weeks;
  const auto right = static_cast<long>(b.minutes.size()) * a.weeks;
  return left > right ? -1 : left < right ? 1 : 0;
}

bool Ticks::same(const Ticks& a, const Ticks& b) {
  const int span = std::lcm(a.weeks, b.weeks) * kWeek;
  return a.between(0, span) == b.between(0, span);
}

Ticks scan(const std::string& cron) {
  static std::map<std::string, Ticks> scanned;
  const auto [entry, added] = scanned.try_emplace(cron);
  Ticks& ticks = entry->second;
  if (!added) return ticks;
  std::istringstream words(cron);
  std::string minutes, hours, days, months, weekdays;
  words >> minutes >> hours >> days >> months >> weekdays;
  if (days != "*" || months != "*") ticks.weeks = kCycleWeeks;
  std::vector<int> of_day;
  for (int minute = 0; minute < 24 * 60; ++minute) {
    if (field_matches(minutes, minute % 60, 59) &&
        field_matches(hours, minute / 60, 23)) {
      of_day.push_back(minute);
    }
  }
  int year = 2024, month = 1, day = 1;  // a Monday
  for (int index = 0; index < ticks.weeks * 7; ++index) {
    if (field_matches(days, day, 31) && field_matches(months, month, 12) &&
        field_matches(weekdays, (1 + index) % 7, 6)) {
      for (const int minute : of_day) {
        ticks.minutes.push_back(index * 24 * 60 + minute);
      }
    }
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int length = month == 2 ? 28 + (leap ? 1 : 0)
                       : month == 4 || month == 6 || month == 9 || month == 11
                           ? 30
                           : 31;
    if (++day > length) {
      day = 1;
      if (++month > 12) {
        month = 1;
        ++year;
      }
    }
  }
  if (ticks.empty()) ticks.weeks = 1;
  return ticks;
}

Ticks unite(const std::vector<Ticks>& all) {
  Ticks united;
  for (const Ticks& ticks : all) {
    united.weeks = std::lcm(united.weeks, ticks.weeks);
  }
  std::set<int> minutes;
  for (const Ticks& ticks : all) {
    for (const int minute : ticks.between(0, united.period())) {
      minutes.insert(minute);
    }
  }
  united.minutes.assign(minutes.begin(), minutes.end());
  return united;
}

// Recursive descent: or := and ('|' and)*, and := atom ('&' atom)*.
Condition::Condition(const std::string& text,
                     const std::map<std::string, int>& slots)
    : words_(text), slots_(slots) {
  words_ >> word_;
  root_ = either();
}

bool Condition::holds(const std::vector<bool>& slots) const {
  return root_ && holds(*root_, slots);
}

bool Condition::holds(const Node& node, const std::vector<bool>& slots) {
  if (node.op == 0) return slots[static_cast<std::size_t>(node.slot)];
  for (const Node& part : node.parts) {
    if (holds(part, slots) != (node.op == '&')) return node.op == '|';
  }
  return node.op == '&';
}

std::optional<Condition::Node> Condition::either() {
  return chain('|', &Condition::both);
}

std::optional<Condition::Node> Condition::both() {
  return chain('&', &Condition::atom);
}

std::optional<Condition::Node> Condition::chain(
    char op, std::optional<Node> (Condition::*operand)()) {
  std::vector<Node> parts;
  for (bool more = true; more;) {
    if (const auto part = (this->*operand)()) parts.push_back(*part);
    more = word_ == std::string(1, op);
    if (more) take();
  }
  if (parts.empty()) return std::nullopt;
  return Node{op, 0, parts};
}

std::optional<Condition::Node> Condition::atom() {
  const std::string word = take();
  if (word == "(") {
    const auto value = either();
    take();
    return value;
  }
  const auto slot = slots_.find(word);
  if (slot == slots_.end()) return std::nullopt;
  return Node{0, slot->second, {}};
}

std::string Condition::take() {
  std::string taken = word_;
  word_.clear();
  words_ >> word_;
  return taken;
}

std::string condition_of(const JobSpec& job, const SimulatedJob& simulated) {
  if (job.trigger != "any" && job.trigger != "all") return job.trigger;
  const bool any = job.trigger == "any";
  std::string text;
  for (const std::string& name :
       any ? simulated.scheduled : simulated.required) {
    text += (text.empty() ? "" : any ? " | " : " & ") + name;
  }
  return text;
}

std::set<std::string> names_in(const std::string& expression) {
  std::set<std::string> names;
  std::istringstream words(expression);
  for (std::string word; words >> word;) {
    if (word != "&" && word != "|" && word != "(" && word != ")") {
      names.insert(word);
    }
  }
  return names;
}

int worst_age(const Ticks& a, const Ticks& b) {
  int worst = 0;
  for (const int tick : b.between(0, std::lcm(a.weeks, b.weeks) * kWeek)) {
    worst = std::max(worst, tick - a.prev_or_equal(tick));
  }
  return worst;
}

std::vector<double> order_key(const Ticks& ticks) {
  if (ticks.empty()) return {0};
  double min_gap = std::numeric_limits<double>::max(), max_gap = 0;
  for (const int tick : ticks.minutes) {
    const double gap = ticks.next(tick) - tick;
    min_gap = std::min(min_gap, gap);
    max_gap = std::max(max_gap, gap);
  }
  const double rate = static_cast<double>(ticks.minutes.size()) / ticks.weeks;
  return {-rate, max_gap, -min_gap, -static_cast<double>(ticks.next(0))};
}

std::optional<std::map<std::string, SimulatedJob>> simulate(
    const std::vector<JobSpec>& jobs,
    const std::map<std::string, std::string>& leaders) {
  Known known;
  std::set<std::string> waiting;
  for (const JobSpec& job : jobs) waiting.insert(job.name);
  for (const JobSpec& job : jobs) {
    for (const InputSpec& input : job.inputs) {
      if (!waiting.contains(input.name)) known[input.name];
    }
  }
  while (!waiting.empty()) {
    for (const JobSpec& job : jobs) {
      const bool ready = waiting.contains(job.name) &&
                         std::all_of(job.inputs.begin(), job.inputs.end(),
                                     [&](const InputSpec& input) {
                                       return known.contains(input.name);
                                     });
      if (!ready) continue;
      const auto leader = leaders.find(job.name);
      if (!simulate_job(job, leader == leaders.end() ? "" : leader->second,
                        known)) {
        return std::nullopt;
      }
      waiting.erase(job.name);
    }
  }
  return known;
}

}  // namespace lockstep::test
