// What must not matter does not: a day later, another job beside, inputs in
// another order, other names; and a longer horizon hides nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "align/alignment.hpp"
#include "property/alignment/system.hpp"

namespace lockstep::test {
namespace {

constexpr int kSystems = 400;
constexpr seconds kDay = std::chrono::days{1};
constexpr sys_seconds kReference{seconds{1'704'067'200}};

/// All measures of one system, its instants moved back by `shift`.
class Account {
 public:
  Account(const System& system, sys_seconds as_of, seconds shift = seconds{0},
          DeriveOptions options = {})
      : project_(build_project(system, zones_, as_of)),
        derivation_(derive(project_, options)),
        alignment_(align(project_, derivation_)),
        shift_(shift) {}

  [[nodiscard]] std::string of(const std::string& name) const {
    const NodeId node = project_.find(name);
    const NodeMeasures* measures = alignment_.measures(node);
    if (measures == nullptr) return "not measured";
    std::string text = write(*measures);
    const VersionSkew* versions = alignment_.version_skew(node);
    text += versions ? "versions" + write(versions->skew) : "";
    for (const AlignedEdge& edge : alignment_.inputs(node)) {
      text += write(alignment_.measures(edge));
    }
    return text;
  }
  [[nodiscard]] const NodeMeasures* measures(const std::string& name) const {
    return alignment_.measures(project_.find(name));
  }

 private:
  [[nodiscard]] std::string write(sys_seconds at) const {
    return ' ' + format_instant(at - shift_);
  }
  [[nodiscard]] std::string write(const Scope& scope) const {
    return (scope.for_ever ? " for ever" : " horizon") + write(scope.from) +
           write(scope.to) + "\n";
  }
  [[nodiscard]] std::string write(const std::optional<Extreme>& extreme) const {
    if (!extreme) return " -\n";
    return ' ' + format_duration(extreme->value) + write(extreme->run.tick) +
           write(extreme->run.end) + write(extreme->at) + ' ' +
           std::to_string(extreme->count) + "\n";
  }
  [[nodiscard]] std::string write(const Count& count) const {
    return ' ' + std::to_string(count.runs) +
           (count.first ? write(count.first->tick) : "") + "\n";
  }
  [[nodiscard]] std::string write(const NodeMeasures& m) const {
    return write(m.scope) + std::to_string(m.runs) + ' ' +
           std::to_string(m.dropped) + ' ' + std::to_string(m.idle) + " of " +
           std::to_string(m.idle_of) + "\n" + "lag" + write(m.lag_max) + "age" +
           write(m.age_max) + "skew" + write(m.skew_max) + "wait" +
           write(m.wait_max);
  }
  [[nodiscard]] std::string write(const EdgeMeasures& m) const {
    return "edge" + write(m.scope) + std::to_string(m.runs) + ' ' +
           std::to_string(m.bound) + ' ' + std::to_string(m.missing) +
           "\nslack" + write(m.slack_min) + "staleness" +
           write(m.staleness_max) + "missed by" + write(m.missed_by_min) +
           "late" + write(m.late) + "unfinished" + write(m.unfinished) +
           "tied" + write(m.tied) + "thin" + write(m.thin) + "other" +
           write(m.other_instance) + "lost, doubled, offered " +
           std::to_string(m.lost) + ' ' + std::to_string(m.doubled) + ' ' +
           std::to_string(m.offered) + "\n";
  }

  ZoneTable zones_;
  Project project_;
  Derivation derivation_;
  Alignment alignment_;
  seconds shift_;
};

/// Names of jobs in another form, also in expressions, where blanks are
/// around every token.
System renamed(System system, const std::string& prefix) {
  for (JobSpec& job : system) {
    job.name = prefix + job.name;
    for (InputSpec& input : job.inputs) input.name = prefix + input.name;
    if (job.trigger == "any" || job.trigger == "all") continue;
    std::string trigger;
    for (const char c : job.trigger) {
      if (c >= 'a' && c <= 'h') trigger += prefix;
      trigger += c;
    }
    job.trigger = trigger;
  }
  return system;
}

/// Every day of the week is the next one.
System a_day_later(System system) {
  for (JobSpec& job : system) {
    for (std::string& cron : job.crons) {
      const std::size_t day = cron.rfind(' ') + 1;
      for (std::size_t i = day; i < cron.size(); ++i) {
        if (cron[i] < '0' || cron[i] > '6') continue;
        cron[i] = static_cast<char>('0' + (cron[i] - '0' + 1) % 7);
      }
    }
  }
  return system;
}

System with_inputs_reversed(System system) {
  for (JobSpec& job : system) std::ranges::reverse(job.inputs);
  return system;
}

System with_another_job(System system, Random& random) {
  static const std::vector<std::string> crons = {
      "7 * * * *", "11 3 5 * *", "0 0 29 2 *", "0 2 * * * Europe/Paris"};
  system.push_back({.name = "unrelated",
                    .crons = {random.pick(crons)},
                    .duration = {seconds{0}, seconds{660}},
                    .kind = NodeKind::Load});
  return system;
}

void check_equal(const System& system, const Account& before,
                 const Account& after, const std::string& prefix = "") {
  for (const JobSpec& job : system) {
    INFO(to_yaml(system));
    INFO(job.name);
    REQUIRE(before.of(job.name) == after.of(prefix + job.name));
  }
}

template <class Change>
void check_systems(std::uint64_t seed, const Change& change) {
  Random random(seed);
  for (int i = 0; i < kSystems; ++i) {
    const System system = random_system(random, {});
    change(system, Account(system, kReference), random);
  }
}

TEST_CASE("a day later everything is a day later") {
  check_systems(21, [](const System& system, const Account& before, Random&) {
    const Account after(a_day_later(system), kReference + kDay, kDay);
    check_equal(system, before, after);
  });
}

TEST_CASE("an unrelated job changes nothing") {
  check_systems(
      22, [](const System& system, const Account& before, Random& random) {
        const Account after(with_another_job(system, random), kReference);
        check_equal(system, before, after);
      });
}

TEST_CASE("the order of inputs does not matter") {
  check_systems(23, [](const System& system, const Account& before, Random&) {
    check_equal(system, before,
                Account(with_inputs_reversed(system), kReference));
  });
}

TEST_CASE("names do not matter") {
  check_systems(24, [](const System& system, const Account& before, Random&) {
    check_equal(system, before, Account(renamed(system, "x."), kReference),
                "x.");
  });
}

TEST_CASE("a longer horizon hides nothing") {
  Random random(25);
  for (int i = 0; i < kSystems / 4; ++i) {
    const System system =
        random_system(random, {.zones = true, .triggers = false});
    const sys_seconds as_of = kReference + 60 * kDay;
    const Account near(system, as_of, {}, {.horizon = std::chrono::days{40}});
    const Account far(system, as_of, {}, {.horizon = std::chrono::days{90}});
    for (const JobSpec& job : system) {
      const NodeMeasures* a = near.measures(job.name);
      const NodeMeasures* b = far.measures(job.name);
      REQUIRE((a == nullptr) == (b == nullptr));
      if (a == nullptr || !a->age_max) continue;
      INFO(to_yaml(system));
      INFO(job.name);
      CHECK(b->age_max->value >= a->age_max->value);
      CHECK(b->lag_max->value >= a->lag_max->value);
      CHECK(b->runs >= a->runs);
    }
  }
}

}  // namespace
}  // namespace lockstep::test
