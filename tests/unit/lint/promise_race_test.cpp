// Families E to G: small projects and what is said about each, beside the pages
// of the rules.

#include <doctest/doctest.h>

#include <algorithm>

#include "linted.hpp"

namespace lockstep {
namespace {

using test::File;
using test::lint_files;
using Lines = std::vector<std::string>;

/// `RULE severity nodes` of the findings of some families.
Lines heads(std::vector<File> files, const Lines& families) {
  LintOptions options;
  options.select = families;
  Lines result;
  for (const std::string& line :
       lint_files(std::move(files), options).lines()) {
    result.push_back(line.substr(0, line.find(':')));
  }
  return result;
}

struct Row {
  std::string_view name, datasets;
  Lines heads;
};

/// Rows of datasets in a project file.
void check(std::span<const Row> rows, const Lines& families) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string text =
        "version: 1\nas_of: 2026-01-01\n" + std::string(row.datasets);
    CHECK(heads({{"lockstep.yaml", text}}, families) == row.heads);
  }
}

TEST_CASE("TRG001 needs at most half the rate of the fastest input") {
  const Row rows[] = {
      {"a third",
       "datasets:\n  a: {cron: \"0 0,8,16 * * *\"}\n  b: {cron: \"0 0 * * *\"}"
       "\n  c: {inputs: [a, b], trigger: all}\n",
       {"TRG001 warning c"}},
      {"the half",
       "datasets:\n  a: {cron: \"0 0,12 * * *\"}\n  b: {cron: \"0 0 * * *\"}\n"
       "  c: {inputs: [a, b], trigger: all}\n",
       {"TRG001 warning c"}},
      {"two thirds",
       "datasets:\n  a: {cron: \"0 0,8,16 * * *\"}\n  b: {cron: \"0 0,8 * * "
       "*\"}\n  c: {inputs: [a, b], trigger: all}\n",
       {}},
      {"an optional input is no part of all",
       "datasets:\n  a: {cron: \"0 * * * *\"}\n  b: {cron: \"0 0 * * *\"}\n  "
       "c: {inputs: [a, {dataset: b, optional: true}], trigger: all}\n",
       {}},
      {"aligned runs with the fastest",
       "datasets:\n  a: {cron: \"0 * * * *\"}\n  b: {cron: \"0 0 * * *\"}\n  "
       "c: {inputs: [a, b]}\n",
       {}}};
  check(rows, {"TRG001"});
}

TEST_CASE("TRG002 counts the union of all ticks against the budget") {
  const Row rows[] = {
      {"96 is the limit",
       "datasets:\n  a: {cron: \"*/15 * * * *\"}\n  b: {inputs: [a], trigger: "
       "any}\n",
       {}},
      {"97 are over it",
       "datasets:\n  a: {cron: \"*/15 * * * *\"}\n  b: {cron: \"1 0 * * *\"}\n "
       " c: {inputs: [a, b], trigger: any}\n",
       {"TRG002 warning c"}},
      {"common ticks count once",
       "datasets:\n  a: {cron: \"*/15 * * * *\"}\n  b: {cron: \"0 * * * *\"}\n "
       " c: {inputs: [a, b], trigger: any}\n",
       {}},
      {"a budget of one's own",
       "lint: {budget: {runs_per_day: 10}}\ndatasets:\n  a: {cron: \"0 */2 * * "
       "*\"}\n  b: {inputs: [a], trigger: any}\n",
       {"TRG002 warning b"}}};
  check(rows, {"TRG002"});
}

constexpr std::string_view kNever =
    "datasets:\n  a: {cron: \"0 0 30 2 *\"}\n  b: {cron: \"0 0 * * *\"}\n";

TEST_CASE("TRG004 evaluates what can still update") {
  const std::string never(kNever);
  const std::string rest[] = {
      "  c: {inputs: [a, b]}\n",
      "  c: {inputs: [a, b], trigger: all}\n",
      "  c: {inputs: [a, b], trigger: any}\n",
      "  c: {inputs: [a], trigger: any}\n",
      "  c: {inputs: [a, b], trigger: a & b}\n",
      "  c: {inputs: [a, b], trigger: a | b}\n",
      "  c: {inputs: [{dataset: a, optional: true}, b]}\n",
      "  c: {inputs: [{dataset: a, guard: none}, b]}\n",
      "  c: {inputs: [a, b], trigger: none}\n",
      "  c: {inputs: [a, b], cron: \"0 1 * * *\"}\n",
      "  c: {inputs: [a]}\n  d: {inputs: [c]}\n  e: {inputs: [d]}\n",
      "  x: {}\n  c: {inputs: [x, b]}\n",
      "  x: {}\n  c: {inputs: [a, x], trigger: a | x}\n"};
  const Lines dead = {"TRG004 error c"};
  const Lines expected[] = {dead, dead, {}, dead, dead, {}, {},
                            {},   {},   {}, dead, {},   {}};
  for (std::size_t i = 0; i < std::size(rest); ++i) {
    const std::string text = never + rest[i];
    const Row rows[] = {{rest[i], text, expected[i]}};
    check(rows, {"TRG004"});
  }
}

TEST_CASE("TRG004 leaves the members of a cycle to GRA001, and what follows") {
  const std::string cycle =
      "version: 1\ndatasets:\n  a: {inputs: [b]}\n  b: {inputs: [a]}\n  c: "
      "{inputs: [b]}\n  d: {inputs: [c]}\n";
  CHECK(heads({{"lockstep.yaml", cycle}}, {"GRA001", "TRG004"}) ==
        Lines{"GRA001 error a,b"});
  CHECK(heads({{"lockstep.yaml", cycle}}, {"TRG004"}) ==
        Lines{"TRG004 error a", "TRG004 error b"});
}

TEST_CASE("TRG008 and RAC001 look at the jobs of one sink") {
  const auto lineage = [](std::string_view first, std::string_view second) {
    return fmt::format(
        "[{{\"data\": {{\"name\": \"r.r\", \"typ\": \"task\"}}, \"children\": "
        "[{{\"data\": {{\"name\": \"s.t\", \"typ\": \"table\"}}}}]}},"
        "{{\"data\": {{\"name\": \"s.a\", \"typ\": \"task\", \"sink\": "
        "\"s.t\", \"cron\": \"{}\"}}}},"
        "{{\"data\": {{\"name\": \"s.b\", \"typ\": \"task\", \"sink\": "
        "\"s.t\", \"cron\": \"{}\"}}}}]",
        first, second);
  };
  const Lines both = {"RAC001", "TRG008"};
  CHECK(heads({{"l.json", lineage("0 2 * * *", "0 3 * * *")}}, both) ==
        Lines{"TRG008 warning s.t"});
  CHECK(heads({{"l.json", lineage("0 2 * * *", "0 2 1 * *")}}, both) ==
        Lines{"RAC001 error s.t"});
  // A declared duration reaches into the other one's run; one that ends when
  // the other starts does not.
  const auto with = [&](std::string_view duration) {
    return heads({{"l.json", lineage("0 2 * * *", "0 3 * * *")},
                  {"lockstep.yaml",
                   fmt::format("version: 1\ndatasets:\n  s.t: {{duration: "
                               "{}}}\n",
                               duration)}},
                 {"RAC001"});
  };
  CHECK(with("61m") == Lines{"RAC001 error s.t"});
  CHECK(with("60m").empty());
}

TEST_CASE("TRG010 follows one extra update to the end") {
  const Row rows[] = {
      {"two dailies apart",
       "datasets:\n  a: {cron: \"0 2 * * *\"}\n  b: {cron: \"0 5 * * *\"}\n  "
       "c: {inputs: [a, b], trigger: all}\n",
       {"TRG010 warning c"}},
      {"the same ticks",
       "datasets:\n  a: {cron: \"0 2 * * *\"}\n  b: {cron: \"0 2 * * *\"}\n  "
       "c: {inputs: [a, b], trigger: all}\n",
       {}},
      {"durations part them",
       "datasets:\n  a: {cron: \"0 2 * * *\", duration: 1m}\n  b: {cron: \"0 2 "
       "* * *\", duration: 2m}\n  c: {inputs: [a, b], trigger: a & b}\n",
       {"TRG010 warning c"}},
      {"either of them starts it",
       "datasets:\n  a: {cron: \"0 2 * * *\"}\n  b: {cron: \"0 5 * * *\"}\n  "
       "c: {inputs: [a, b], trigger: a | b}\n",
       {}},
      {"one subset of the other heals",
       "datasets:\n  a: {cron: \"0 0 * * *\"}\n  b: {cron: \"0 0 * * 1-5\"}\n "
       " c: {inputs: [a, b], trigger: all}\n",
       {}}};
  check(rows, {"TRG010"});
}

TEST_CASE("TRG011 means what stands together in a project") {
  const Row rows[] = {
      {"both",
       "datasets:\n  a: {cron: \"0 2 * * *\"}\n  b: {cron: \"0 3 * * *\", "
       "inputs: [a], trigger: any}\n",
       {"TRG011 warning b"}},
      {"a default trigger is no declaration",
       "defaults: {trigger: all}\ndatasets:\n  a: {cron: \"0 2 * * *\"}\n  b: "
       "{cron: \"0 3 * * *\", inputs: [a]}\n",
       {}}};
  check(rows, {"TRG011"});
  CHECK(heads({{"l.json",
                "[{\"data\": {\"name\": \"a.b\", \"typ\": \"task\", \"cron\": "
                "\"0 2 * * *\", \"dataset_triggering_strategy\": \"all\"}}]"}},
              {"TRG011"})
            .empty());
}

TEST_CASE("FRS001 is exact to the second") {
  const auto chain = [](std::string_view duration, std::string_view promise) {
    return fmt::format(
        "datasets:\n  a: {{cron: \"0 2 * * *\", duration: {}}}\n  b: {{inputs: "
        "[a], freshness: {{{}}}}}\n",
        duration, promise);
  };
  const std::string texts[] = {
      chain("0s", "max_age: 1d"),
      chain("0s", "max_age: 86399s"),
      chain("[0s, 1h]", "max_age: 1d"),
      chain("[10m, 1h]", "max_age: 1d"),
      chain("1h", "max_age: 25h"),
      chain("1h", "max_age: 25h, ready_by: \"0 2 * * *\""),
      chain("1h", "max_age: 2h, ready_by: \"0 4 * * *\""),
      chain("1h", "max_age: 2h, ready_by: \"1 4 * * *\"")};
  const Lines expected[] = {
      {}, {"FRS001 error b"}, {"FRS001 warning b"}, {"FRS001 error b"}, {}, {},
      {}, {"FRS001 error b"}};
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    const Row rows[] = {{texts[i], texts[i], expected[i]}};
    check(rows, {"FRS001"});
  }
}

TEST_CASE("exposures promise for all that they read, views looked through") {
  const Lines found = heads(
      {{"lockstep.yaml",
        "version: 1\ndatasets:\n  a: {cron: \"0 2 * * *\"}\n  b: {cron: \"0 * "
        "* * *\"}\n  d: {inputs: [v]}\nexposures:\n  fresh: {reads: [b], "
        "freshness: {max_age: 1h}}\n  old: {reads: [b, v], freshness: "
        "{max_age: "
        "2h}}\n"},
       {"l.json",
        "[{\"data\": {\"name\": \"v\", \"typ\": \"view\"}, \"children\": "
        "[{\"data\": {\"name\": \"a\", \"typ\": \"table\"}}]}]"}},
      {"FRS001"});
  CHECK(found == Lines{"FRS001 error old"});
}

TEST_CASE("FRS003 wants a run between the bounds of every deadline") {
  const auto promise = [](std::string_view duration, std::string_view text) {
    return fmt::format(
        "datasets:\n  a: {{cron: \"0 5 * * *\", duration: {}, freshness: "
        "{{{}}}}}\n",
        duration, text);
  };
  const std::string texts[] = {
      promise("0s", "ready_by: \"0 5 * * *\""),
      promise("1s", "ready_by: \"0 5 * * *\", lower_bound: 1h"),
      promise("0s", "ready_by: \"0 7 * * *\", lower_bound: 2h"),
      promise("1s", "ready_by: \"0 7 * * *\", lower_bound: 2h"),
      promise("[1h, 3h]", "ready_by: \"0 7 * * *\", lower_bound: 2h"),
      promise("0s", "ready_by: \"0 7,19 * * *\"")};
  const Lines expected[] = {{}, {"FRS003 error a"},   {"FRS003 error a"},
                            {}, {"FRS003 warning a"}, {"FRS003 error a"}};
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    const Row rows[] = {{texts[i], texts[i], expected[i]}};
    check(rows, {"FRS003"});
  }
}

TEST_CASE("RAC003 looks at the least gap and never says never for a range") {
  const auto job = [](std::string_view cron, std::string_view rest) {
    return fmt::format("datasets:\n  a: {{cron: \"{}\", {}}}\n", cron, rest);
  };
  const std::string texts[] = {
      job("0 * * * *", "duration: 1h"),
      job("0 * * * *", "duration: 61m"),
      job("0,50 * * * *", "duration: 11m"),
      job("0 * * * *", "duration: 61m, concurrency: 1"),
      job("0 * * * *", "duration: [5m, 61m], concurrency: 1"),
      job("0 0 * * *", "timezone: Europe/Paris, duration: 23h"),
      job("0 0 * * *", "timezone: Europe/Paris, duration: 23h30m")};
  const Lines warning = {"RAC003 warning a"};
  const Lines expected[] = {{},      warning, warning, {"RAC003 error a"},
                            warning, {},      warning};
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    const Row rows[] = {{texts[i], texts[i], expected[i]}};
    check(rows, {"RAC003"});
  }
}

TEST_CASE("RAC004 is about equal instants that nothing orders") {
  const auto pair = [](std::string_view input, std::string_view reader,
                       std::string_view how) {
    return fmt::format(
        "datasets:\n  a: {{cron: \"{}\"}}\n  b: {{cron: \"{}\", inputs: "
        "[{}]}}\n",
        input, reader, how);
  };
  const std::string texts[] = {
      pair("0 2 * * *", "0 2 * * *", "a"),
      pair("0 2 * * *", "1 2 * * *", "a"),
      pair("0 2 * * *", "0 2 * * *", "{dataset: a, guard: sensor}"),
      pair("0 * * * *", "0 2 * * *", "a"),   // costs an hour of a day
      pair("0 2 * * *", "0 * * * *", "a"),   // catches up by itself
      pair("0 2 * * *", "0 2 * * 1", "a")};  // costs a day of a week
  const Lines info = {"RAC004 info a,b"};
  const Lines expected[] = {{"RAC004 warning a,b"}, {}, {}, info, info, info};
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    const Row rows[] = {{texts[i], texts[i], expected[i]}};
    check(rows, {"RAC004"});
  }
}

}  // namespace
}  // namespace lockstep
