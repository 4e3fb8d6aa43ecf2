// Sentences are clauses joined by semicolons: how often and with whom the job
// runs, what it waits for, what it reads without waiting.
#include "align/reason.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "base/time.hpp"

namespace lockstep {
namespace {

constexpr std::size_t kNamesShown = 4;
constexpr std::size_t kCycleShown = 6;

std::string names_of(const Project& project, const std::vector<NodeId>& nodes) {
  std::vector<std::string> names(nodes.size());
  for (std::size_t i = 0; i < std::min(nodes.size(), kNamesShown); ++i) {
    names[i] = project[nodes[i]].name;
  }
  return join_words(names, kNamesShown);
}

std::vector<NodeId> nodes_of(const std::vector<AwaitedInput>& inputs) {
  std::vector<NodeId> nodes;
  for (const AwaitedInput& input : inputs) {
    nodes.push_back(input.input->dataset);
  }
  return nodes;
}

/// `3 times a day` if the rate is a whole number of times a unit.
struct Unit {
  std::int64_t per_cycle;
  std::string_view adverb, name;
};
constexpr Unit kUnits[] = {
    {kCycleDays, "daily", "day"},
    {kCycleDays / 7, "weekly", "week"},
    {400 * 12, "monthly", "month"},
    {400, "yearly", "year"},
};

std::string times_a(std::int64_t times, const Unit& unit) {
  if (times == 1) return std::string(unit.adverb);
  if (times == 2) return "twice a " + std::string(unit.name);
  return std::to_string(times) + " times a " + std::string(unit.name);
}

std::string every(seconds gap) {
  if (gap == std::chrono::minutes{1}) return "every minute";
  if (gap == std::chrono::hours{1}) return "hourly";
  if (gap == std::chrono::days{1}) return "daily";
  if (gap == std::chrono::weeks{1}) return "weekly";
  return "every " + format_duration(gap);
}

/// With one decimal, in the largest unit that it fills at least once.
std::string about(double per_cycle) {
  const Unit* unit = &kUnits[std::size(kUnits) - 1];
  for (const Unit& candidate : kUnits) {
    if (per_cycle < static_cast<double>(candidate.per_cycle)) continue;
    unit = &candidate;
    break;
  }
  const auto tenths =
      std::llround(10 * per_cycle / static_cast<double>(unit->per_cycle));
  return "about " + std::to_string(tenths / 10) + "." +
         std::to_string(tenths % 10) + " times a " + std::string(unit->name);
}

void add_clause(std::string& sentence, std::string_view clause) {
  sentence += "; ";
  sentence += clause;
}

/// Inputs that are read as they are when the job starts.
void add_reads(std::string& sentence, const Project& project,
               const std::vector<NodeId>& optional,
               const std::vector<NodeId>& unscheduled) {
  if (!optional.empty()) {
    add_clause(sentence,
               "reads " + names_of(project, optional) + " without waiting");
  }
  if (!unscheduled.empty()) {
    add_clause(sentence,
               "reads " + names_of(project, unscheduled) +
                   (unscheduled.size() == 1 ? ", which has no schedule"
                                            : ", which have no schedule"));
  }
}

std::string text_of(const Project& project, const CronUse& use) {
  const CompiledText& cron = project[use.cron];
  std::string text = cron.text;
  if (cron.text != cron.expanded) text += " (" + cron.expanded + ")";
  if (cron.zone != "UTC") text += " " + cron.zone;
  return text;
}

/// Every cron once, in the order of places; only those that parse, or only
/// the others.
std::vector<std::string> texts_of(const Project& project, const Dataset& job,
                                  bool valid) {
  std::vector<std::string> texts;
  for (const CronUse& use : job.crons) {
    if (project[use.cron].cron.has_value() != valid) continue;
    std::string text =
        valid ? text_of(project, use) : quoted(project[use.cron].text);
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
      texts.push_back(std::move(text));
    }
  }
  return texts;
}

std::string_view trigger_word(TriggerMode mode) {
  switch (mode) {
    case TriggerMode::Any:
      return "any";
    case TriggerMode::All:
      return "all";
    case TriggerMode::None:
      return "none";
    default:
      return "aligned";
  }
}

std::string trigger_text(const Trigger& trigger) {
  return trigger.mode == TriggerMode::Expression
             ? quoted(trigger.text)
             : std::string(trigger_word(trigger.mode));
}

/// `A`, or `A and B` if they tick together.
std::vector<NodeId> of_cadence(const std::vector<AwaitedInput>& inputs,
                               CadenceId cadence) {
  std::vector<NodeId> nodes;
  for (const AwaitedInput& input : inputs) {
    if (input.cadence == cadence) nodes.push_back(input.input->dataset);
  }
  return nodes;
}

std::string who_leads(const Project& project, const Inputs& inputs,
                      const std::vector<NodeId>& together, bool alone) {
  const bool only_input = alone && inputs.optional.empty();
  const bool plural = together.size() > 1;
  std::string text = names_of(project, together);
  if (alone && plural) return text + ", which tick together";
  if (plural) return text + ", its most frequent inputs, which tick together";
  if (only_input && inputs.unscheduled.empty())
    return text + ", its only input";
  if (only_input) return text + ", its only input with a schedule";
  if (alone) return text + ", its only required input";
  return text + ", its most frequent " +
         (inputs.optional.empty() ? "input" : "required input");
}

/// Why the leader leads and not another input as frequent as it.
std::string why_leader(const Project& project, const JobStart& start,
                       const std::vector<NodeId>& rivals,
                       const Leader& leader) {
  const bool plural = rivals.size() > 1;
  std::string text = project[start.leader].name + ", as frequent as " +
                     names_of(project, rivals) + ": ";
  const std::string other = plural ? "the others are" : "the other is";
  if (leader.by == Leader::By::Order) {
    text += other + " up to " + format_duration(leader.worst) +
            " old whichever leads, so the order of schedules decides";
  } else {
    text += "when it ticks, " + other + " at most " +
            format_duration(leader.worst) + " old, otherwise up to " +
            format_duration(leader.rival_worst);
  }
  return text;
}

}  // namespace

std::string rate_in_words(const CadenceFacts& facts) {
  const Rank& rank = facts.rank;
  if (!rank.fires) return "never";
  if (!rank.periodic) return "in the years of its cron";
  if (rank.min_gap == rank.max_gap && rank.min_gap > seconds{0}) {
    return every(rank.min_gap);
  }
  for (const Unit& unit : kUnits) {
    const std::int64_t firings = facts.rate.firings * kCycleDays;
    const std::int64_t units = unit.per_cycle * facts.rate.days;
    if (firings % units == 0) return times_a(firings / units, unit);
  }
  return about(static_cast<double>(facts.rate.firings) * kCycleDays /
               static_cast<double>(facts.rate.days));
}

std::string reason_own_cron(const Project& project, const Dataset& job,
                            bool fires) {
  const auto valid = texts_of(project, job, true);
  const auto broken = texts_of(project, job, false);
  std::string sentence;
  if (!valid.empty()) {
    sentence = (valid.size() == 1 ? "own cron " : "own crons ") +
               join_words(valid, kNamesShown);
    if (!fires) sentence += valid.size() == 1 ? " never fires" : " never fire";
  }
  if (!broken.empty()) {
    sentence += sentence.empty() ? "own " : "; own ";
    sentence += (broken.size() == 1 ? "cron " : "crons ") +
                join_words(broken, kNamesShown) +
                (broken.size() == 1 ? " is not valid" : " are not valid");
  }
  if (job.trigger.declared) {
    add_clause(sentence,
               "its trigger " + trigger_text(job.trigger) + " is ignored");
  }
  return sentence;
}

std::string reason_aligned(const Project& project, const JobStart& start,
                           const Inputs& inputs, const Leader& leader,
                           const CadenceTable& cadences) {
  const bool by_ticks =
      leader.by == Leader::By::Frequency || leader.by == Leader::By::SameTicks;
  std::vector<NodeId> together, rivals, waits;
  for (const AwaitedInput& input : inputs.required) {
    const NodeId node = input.input->dataset;
    const bool frequent =
        cadences.by_frequency(input.cadence, leader.cadence) == 0;
    if (frequent && (by_ticks || node == start.leader)) {
      together.push_back(node);
      continue;
    }
    if (frequent && input.cadence != leader.cadence) rivals.push_back(node);
    if (input.input->guard != Guard::None) waits.push_back(node);
  }
  const auto leads = std::find(together.begin(), together.end(), start.leader);
  std::rotate(together.begin(), leads, leads + 1);
  const bool alone = together.size() == inputs.required.size();
  std::string sentence =
      "runs " + rate_in_words(cadences.facts(leader.cadence)) + " with ";
  sentence += by_ticks ? who_leads(project, inputs, together, alone)
                       : why_leader(project, start, rivals, leader);
  if (leader.horizon_only) sentence += " (compared over the horizon)";
  if (!waits.empty()) {
    add_clause(sentence, "waits for " + names_of(project, waits) + " when due");
  }
  add_reads(sentence, project, nodes_of(inputs.optional), inputs.unscheduled);
  return sentence;
}

std::string reason_triggered(const Project& project, const JobStart& start,
                             const Inputs& inputs,
                             const std::vector<AwaitedInput>& members,
                             const Firing& firing,
                             const CadenceTable& cadences) {
  const std::string rate = rate_in_words(cadences.facts(firing.cadence));
  const std::vector<NodeId> nodes = nodes_of(members);
  const std::string names = names_of(project, nodes);
  std::string sentence;
  if (start.mode == TriggerMode::Expression) {
    sentence = "trigger " + start.expression + ": runs " + rate;
  } else if (start.mode == TriggerMode::Any || members.size() == 1) {
    sentence = "trigger " + std::string(trigger_word(start.mode)) + ": runs " +
               rate + " at every update of " + names;
  } else {
    sentence = "trigger all: runs " + rate + " when " + names + " have " +
               (members.size() == 2 ? "both" : "all") + " been updated";
  }
  const bool said = start.mode != TriggerMode::Expression &&
                    (start.mode == TriggerMode::Any || members.size() == 1);
  if (firing.same_as.empty()) {
    sentence += ", at instants that no cron can say";
  } else if (!said) {
    std::vector<NodeId> same;
    for (const CadenceId cadence : firing.same_as) {
      const auto of = of_cadence(members, cadence);
      same.insert(same.end(), of.begin(), of.end());
    }
    std::sort(same.begin(), same.end());
    sentence += ", at the ticks of " + names_of(project, same);
  }
  if (firing.horizon_only) sentence += " (found over the horizon)";
  std::vector<NodeId> reads;
  for (const AwaitedInput& input : inputs.scheduled) {
    const NodeId node = input.input->dataset;
    if (!std::binary_search(nodes.begin(), nodes.end(), node)) {
      reads.push_back(node);
    }
  }
  add_reads(sentence, project, reads, inputs.unscheduled);
  return sentence;
}

std::string reason_never(const Project& project,
                         const std::vector<NodeId>& never) {
  return "never runs: waits for " + names_of(project, never) +
         ", which never " + (never.size() == 1 ? "fires" : "fire");
}

std::string reason_unscheduled(const Project& project, const JobStart& start,
                               const Inputs& inputs) {
  const bool only = inputs.scheduled.empty() && inputs.unscheduled.size() == 1;
  const std::string names = names_of(project, start.datasets);
  std::string sentence = only ? "its only input has no schedule: "
                         : inputs.scheduled.empty()
                             ? "no input has a schedule: "
                             : "nothing it waits for has a schedule: ";
  if (start.mode == TriggerMode::Expression) {
    sentence +=
        "starts when " + start.expression + " allows, nobody knows when";
  } else if (start.datasets.size() == 1) {
    sentence += "starts when " + names + " is updated";
  } else if (start.mode == TriggerMode::Any) {
    sentence += "starts at every update of " + names;
  } else {
    sentence += "starts when " + names + " have " +
                (start.datasets.size() == 2 ? "both" : "all") + " been updated";
  }
  return sentence;
}

std::string reason_cycle(const Project& project, const Cycle& cycle,
                         NodeId node) {
  const auto& path = cycle.shortest;
  const bool inside =
      std::binary_search(cycle.members.begin(), cycle.members.end(), node);
  const bool on_path = std::find(path.begin(), path.end(), node) != path.end();
  std::string text = inside ? on_path ? "in the cycle " : "in cycles with "
                            : "behind the cycle ";
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool left_out = i >= kCycleShown && i + 1 < path.size();
    if (left_out && i > kCycleShown) continue;
    if (i > 0) text += " -> ";
    text += left_out ? "..." : project[path[i]].name;
  }
  return text;
}

}  // namespace lockstep
