// Rules about runs that nobody reads (ALN009), versions that a join mixes
// (ALN012), pairs of equal frequency (ALN013, ALN015) and circles of starts
// (TRG009): where each begins and ends.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "linted.hpp"

namespace lockstep::test {
namespace {

struct Case {
  std::string name, datasets, expected;  // `RULE severity nodes`, by comma
};

void check_cases(const std::string& rule, const std::vector<Case>& cases) {
  LintOptions options;
  options.select = {rule};
  for (const Case& c : cases) {
    INFO(rule, ": ", c.name);
    std::vector<std::string> heads;
    for (const std::string& line :
         lint_files({{"lockstep.yaml", "version: 1\n" + c.datasets}}, options)
             .lines()) {
      heads.push_back(line.substr(7, line.find(':') - 7));
    }
    CHECK(fmt::format("{}", fmt::join(heads, ", ")) == c.expected);
  }
}

TEST_CASE("ALN009: more than half of the runs are read by nobody") {
  const std::string u = "datasets:\n  u: {cron: '0 */6 * * *'}\n";
  const std::string twice = "  v: {cron: '0 1,13 * * *', inputs: [u]}\n";
  check_cases(
      "ALN009",
      {{"three of four", u + "  v: {cron: '0 1 * * *', inputs: [u]}\n",
        "info u"},
       {"the half", u + twice, ""},
       {"two readers of one run each, the same",
        u + "  v: {cron: '0 1 * * *', inputs: [u]}\n"
            "  w: {cron: '0 2 * * *', inputs: [u]}\n",
        "info u"},
       {"two readers of two runs",
        u + "  v: {cron: '0 1 * * *', inputs: [u]}\n"
            "  w: {cron: '0 8 * * *', inputs: [u]}\n",
        ""},
       {"one reads all",
        u + "  v: {cron: '0 1 * * *', inputs: [u]}\n"
            "  w: {inputs: [u]}\n",
        ""},
       {"a window holds all",
        u + "  v: {cron: '0 1 * * *', inputs: [{dataset: u, read: window}]}\n",
        ""},
       {"nobody reads it at all", u, ""},
       {"a dashboard",
        u + "  v: {cron: '0 1 * * *', inputs: [u]}\n"
            "exposures: {board: {reads: [u]}}\n",
        ""},
       {"a job that people start",
        u + "  v: {cron: '0 1 * * *', inputs: [u]}\n"
            "  w: {inputs: [u], trigger: none}\n",
        ""},
       {"a budget", u + twice + "lint: {budget: {lost_share: 0.4}}\n",
        "info u"},
       {"a reader that does not run",
        u + "  v: {cron: '0 1 * * *', inputs: [{dataset: u, read: same}]}\n",
        ""}});
}

TEST_CASE("ALN009 leaves out jobs that append") {
  const auto heads = [](const std::string& type) {
    const std::string u =
        R"({"data": {"name": "u", "typ": "task", "cron": "0 * * * *",
                     "writeStrategy": {"type": ")" +
        type + R"("}}, "task": true, "children": []})";
    LintOptions options;
    options.select = {"ALN009"};
    return lint_files(
               {{"lineage.json",
                 R"([{"data": {"name": "v", "typ": "task", "cron": "5 1 * * *"},
                      "task": true, "children": [)" +
                     u + "]}]"}},
               options)
        .rules();
  };
  CHECK(heads("OVERWRITE").size() == 1);
  CHECK(heads("APPEND").empty());
}

TEST_CASE("ALN012: two versions of one source in a join") {
  const std::string r = "datasets:\n  r: {cron: '0 1 * * *'}\n";
  const std::string a = "  a: {cron: '0 3 * * *', inputs: [r]}\n";
  const std::string late = "  b: {cron: '0 22 * * *', inputs: [r]}\n";
  const std::string v = "  v: {cron: '0 5 * * *', inputs: [a, b]}\n";
  check_cases(
      "ALN012",
      {{"one of today, one of yesterday", r + a + late + v, "warning v"},
       {"both of today", r + a + "  b: {cron: '0 4 * * *', inputs: [r]}\n" + v,
        ""},
       {"the source itself is one way",
        r + late + "  v: {cron: '0 5 * * *', inputs: [r, b]}\n", "warning v"},
       {"jobs without crons agree",
        r + "  a: {inputs: [r]}\n  b: {inputs: [r]}\n"
            "  v: {inputs: [a, b]}\n",
        ""},
       {"a weekly way cannot agree",
        r + a + "  b: {cron: '0 4 * * 1', inputs: [r]}\n" + v, "info v"},
       {"an hourly source cannot agree with daily jobs",
        "datasets:\n  r: {cron: '0 * * * *'}\n" + a +
            "  b: {cron: '0 4 * * *', inputs: [r]}\n" + v,
        "info v"},
       {"joins of the same two are one finding",
        r + a + late + v + "  w: {cron: '0 6 * * *', inputs: [a, b]}\n",
        "warning v,w"},
       {"what is behind such a join is told there",
        r + a + late + v + "  w: {cron: '0 6 * * *', inputs: [a, v]}\n",
        "warning v"},
       {"two sources are no versions of one",
        "datasets:\n  r: {cron: '0 1 * * *'}\n  s: {cron: '0 22 * * *'}\n"
        "  v: {cron: '0 5 * * *', inputs: [r, s]}\n",
        ""}});
}

TEST_CASE("ALN013: pairs of equal frequency at varying distances") {
  const auto pair = [](const std::string& u, const std::string& v,
                       const std::string& how = "") {
    return "datasets:\n  u: {cron: '" + u + "'}\n  v: {cron: '" + v +
           "', inputs: [{dataset: u" + how + "}]}\n";
  };
  check_cases(
      "ALN013",
      {{"always an hour", pair("0 2 * * *", "0 3 * * *"), ""},
       {"one hour or seven", pair("0 0,8,16 * * *", "0 1,9,15 * * *"),
        "info u,v"},
       {"other days of the month", pair("0 2 1,15 * *", "0 3 3,28 * *"),
        "info u,v"},
       {"less often than its input", pair("0 2 * * *", "0 3 * * 1-5"), ""},
       {"more often than its input", pair("0 2 * * 1-5", "0 3 * * *"), ""},
       {"the clocks of one zone",
        "timezone: Europe/Paris\n" + pair("0 4 * * *", "0 5 * * *"), ""},
       {"a clock that changes and one that does not",
        "datasets:\n  u: {cron: '0 4 * * *', timezone: Europe/Paris}\n"
        "  v: {cron: '0 12 * * *', inputs: [u]}\n",
        ""}});
}

TEST_CASE("ALN015: one schedule in two pipelines") {
  const std::string jobs =
      "datasets:\n  s: {}\n  x.a: {cron: '0 2 * * *', inputs: [s]}\n"
      "  y.b: {cron: '0 2 * * *', inputs: [x.a]}\n";
  const std::string apart = "pipelines: [{name: '{{domain}}'}]\n";
  check_cases("ALN015",
              {{"apart", jobs + apart, "info x.a,y.b"},
               {"no pipelines", jobs, ""},
               {"one pipeline", jobs + "pipelines: [{name: all}]\n", ""},
               {"one of them is in none",
                jobs + "pipelines: [{name: x, select: ['x.*']}]\n", ""},
               {"another minute",
                "datasets:\n  s: {}\n  x.a: {cron: '0 2 * * *', inputs: [s]}\n"
                "  y.b: {cron: '1 2 * * *', inputs: [x.a]}\n" +
                    apart,
                ""},
               {"a second input",
                "datasets:\n  s: {}\n  x.a: {cron: '0 2 * * *', inputs: [s]}\n"
                "  y.b: {cron: '0 2 * * *', inputs: [x.a, s]}\n" +
                    apart,
                ""},
               {"started by its input",
                "datasets:\n  s: {}\n  x.a: {cron: '0 2 * * *', inputs: [s]}\n"
                "  y.b: {inputs: [x.a]}\n" +
                    apart,
                ""}});
}

TEST_CASE("TRG009: circles of starts that lineage does not show") {
  check_cases(
      "TRG009",
      {{"two spellings",
        "datasets:\n  a_b.c: {}\n  d: {inputs: [a_b.c]}\n"
        "  a.b_c: {inputs: [d]}\n",
        "error a.b_c,d"},
       {"a job starts itself",
        "datasets:\n  a_b.c: {}\n  a.b_c: {inputs: [a_b.c]}\n", "error a.b_c"},
       {"an exposure of the name of a source",
        "datasets:\n  a.b: {}\n  c: {inputs: [a.b]}\n"
        "exposures: {a_b: {reads: [c]}}\n",
        "error c"},
       {"an exposure of another name",
        "datasets:\n  a.b: {}\n  c: {inputs: [a.b]}\n"
        "exposures: {board: {reads: [c]}}\n",
        ""},
       {"a cron in the circle",
        "datasets:\n  a_b.c: {}\n  d: {inputs: [a_b.c]}\n"
        "  a.b_c: {cron: '0 5 * * *', inputs: [d]}\n",
        ""},
       {"started by hand",
        "datasets:\n  a_b.c: {}\n  d: {inputs: [a_b.c], trigger: none}\n"
        "  a.b_c: {inputs: [d]}\n",
        ""},
       {"two of one id, no circle",
        "datasets:\n  a_b.c: {}\n  d: {inputs: [a_b.c]}\n"
        "  a.b_c: {cron: '0 5 * * *'}\n",
        ""},
       {"a circle of lineage is GRA001",
        "datasets:\n  a: {inputs: [b]}\n  b: {inputs: [a]}\n", ""}});
}

}  // namespace
}  // namespace lockstep::test
