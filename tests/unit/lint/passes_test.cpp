// Selection, precedence, severities, suppressions, baseline and order.

#include "lint/passes.hpp"

#include <doctest/doctest.h>

#include "linted.hpp"

namespace lockstep {
namespace {

using test::File;
using test::lint_files;
using test::Linted;
using Lines = std::vector<std::string>;

constexpr sys_seconds kToday{seconds{1'767'225'600}};  // 2026-01-01

File project(const std::string& rest) {
  return {"lockstep.yaml",
          "version: 1\ndatasets:\n  a.a: {cron: \"*/7 * * * *\"}\n"
          "  a.b: {cron: \"*/7 * * * *\"}\n  a.c: {cron: \"0-59 * * * *\"}\n" +
              rest};
}

Linted lint_project(const std::string& rest, LintOptions options = {}) {
  options.today = kToday;
  return lint_files({project(rest)}, options);
}

TEST_CASE("the command line selects over the project file") {
  LintOptions select, ignore;
  select.select = {"CRN006"};
  ignore.ignore = {"crn005"};
  CHECK(lint_project("").rules() == Lines{"CRN005", "CRN006"});
  CHECK(lint_project("", select).rules() == Lines{"CRN006"});
  CHECK(lint_project("", ignore).rules() == Lines{"CRN006"});
  CHECK(lint_project("lint: {select: [uneven-step]}\n").rules() ==
        Lines{"CRN005"});
  CHECK(lint_project("lint: {ignore: [CRN]}\n").rules().empty());
  CHECK(lint_project("lint: {ignore: [CRN]}\n", select).rules() ==
        Lines{"CRN006"});
}

TEST_CASE("errors of reading stay whatever is selected") {
  LintOptions options;
  options.select = {"GRA"};
  const Linted linted = lint_files({{"x.json", "[{\"data\": "}}, options);
  CHECK(linted.rules() == Lines{"INP001"});
}

TEST_CASE("severities are set by the longest selector") {
  const auto severity = [](const std::string& rest) {
    return lint_project(rest).lines().at(0).substr(0, 13);
  };
  CHECK(severity("") == "CRN005 warnin");
  CHECK(severity("lint: {severity: {CRN: error}}\n") == "CRN005 error ");
  CHECK(severity("lint: {severity: {CRN005: info, CRN: error}}\n") ==
        "CRN005 info a");
  CHECK(severity("lint: {severity: {ALL: info, CRN: error}}\n") ==
        "CRN005 error ");
  CHECK(severity("lint: {severity: {uneven-step: error}}\n") ==
        "CRN005 error ");
}

TEST_CASE("selectors of the project file that name nothing are said") {
  const Linted linted = lint_project(
      "lint: {select: [ALL, CRN55], ignore: [GRA00x], severity: {CRNX: "
      "info}}\n");
  Lines messages;
  for (const Diagnostic& d : linted.result.diagnostics) {
    if (d.rule == "INP002") messages.push_back(d.message);
  }
  CHECK(messages == Lines{"unknown rule \"CRN55\" (did you mean \"CRN005\"?)",
                          "unknown rule \"GRA00x\" (did you mean \"GRA001\"?)",
                          "unknown rule \"CRNX\""});
}

TEST_CASE("a suppression of a cron must cover all its datasets") {
  const std::string one =
      "suppress:\n  - {rule: CRN005, dataset: A.A, reason: x}\n";
  const std::string both =
      one + "  - {rule: uneven-step, dataset: a.b, reason: x}\n";
  CHECK(lint_project(one).rules() == Lines{"CRN005", "CRN006"});
  const Linted linted = lint_project(both);
  CHECK(linted.rules() == Lines{"CRN006"});
  CHECK(linted.result.suppressed == 1);
  CHECK(lint_project("suppress:\n  - {rule: CRN005, reason: x}\n").rules() ==
        Lines{"CRN006"});
}

TEST_CASE("SUP001 is a suppression that does nothing") {
  const auto last = [](const std::string& entry, LintOptions options = {}) {
    const Lines lines =
        lint_project("suppress:\n  - " + entry + "\n", options).lines();
    return lines.back().substr(0, lines.back().find(" @"));
  };
  CHECK(last("{rule: CRN005, dataset: a.c, reason: x}") ==
        "SUP001 info : suppression of CRN005 for \"a.c\" matches no finding");
  CHECK(last("{rule: CRN005, reason: x, until: 2026-01-01}") ==
        "SUP001 info : suppression of CRN005 is over since 2026-01-01");
  CHECK(last("{rule: CRN005, reason: x, until: 2026-01-02}")
            .starts_with("CRN006"));
  // An unknown dataset is one problem, said once (GRA002).
  CHECK(last("{rule: CRN005, dataset: a.x, reason: x}").starts_with("GRA002"));
  LintOptions options;
  options.select = {"CRN006", "SUP"};
  CHECK(last("{rule: CRN005, dataset: a.c, reason: x}", options)
            .starts_with("CRN006"));
}

TEST_CASE("an unused suppression goes with its line") {
  const auto fixed = [](const std::string& entry) {
    const Linted linted = lint_project(entry);
    const Diagnostic& d = linted.result.diagnostics.back();
    CHECK(d.rule == "SUP001");
    std::string text = linted.files[0].text;
    if (!d.fix) return std::string("no fix");
    const Location where = d.fix->edits.at(0).where;
    text.erase(where.offset, where.length);
    return text.substr(text.find("suppress:"));
  };
  const std::string used = "  - {rule: CRN005, reason: x}\n";
  const std::string unused = "  - {rule: CRN001, reason: x}\n";
  CHECK(fixed("suppress:\n" + used + unused) == "suppress:\n" + used);
  CHECK(fixed("suppress:\n" + used +
              "  - rule: CRN001\n    reason: x\nname: y\n") ==
        "suppress:\n" + used + "name: y\n");
  CHECK(fixed("suppress: [{rule: CRN001, reason: x}]\n") == "no fix");
}

TEST_CASE("a baseline leaves out what was there, and says what is gone") {
  LintOptions options;
  options.has_baseline = true;
  for (const Diagnostic& d : lint_project("").result.diagnostics) {
    options.baseline.push_back(fingerprint(d));
  }
  const Linted clean = lint_project("", options);
  CHECK(clean.rules().empty());
  CHECK(clean.result.baselined == 2);

  options.baseline.push_back("0123456789abcdef");
  CHECK(lint_project("", options).lines() ==
        Lines{"SUP002 warning : one fingerprint of the baseline matches no "
              "finding any more @ nowhere"});
  options.ignore = {"CRN006"};  // narrowed: nothing is known about the rest
  CHECK(lint_project("", options).rules().empty());
}

TEST_CASE("a baseline cannot hide that an input was not read") {
  const File broken{"x.json", "[{\"data\": "};
  LintOptions options;
  options.has_baseline = true;
  options.baseline = {
      fingerprint(lint_files({broken}).result.diagnostics.at(0))};
  CHECK(lint_files({broken}, options).rules() == Lines{"INP001"});
}

TEST_CASE("fingerprints know rule, nodes and parameters, not places") {
  Diagnostic d;
  d.rule = "CRN005";
  d.nodes = {"a.b", "c"};
  d.parameters = {{"cron", "x"}};
  Diagnostic moved = d;
  moved.where = {SourceId(3), 17, 2};
  moved.message = "other words";
  moved.nodes = {"A.b", "C"};
  CHECK(fingerprint(moved) == fingerprint(d));
  Diagnostic other = d;
  other.nodes = {"a.bc"};
  CHECK(fingerprint(other) != fingerprint(d));
  other = d;
  other.parameters = {{"cron", "y"}};
  CHECK(fingerprint(other) != fingerprint(d));
  other = d;
  other.rule = "CRN006";
  CHECK(fingerprint(other) != fingerprint(d));
  CHECK(fingerprint(d).size() == 16);
}

Diagnostic about(std::string_view rule, std::vector<std::string> nodes,
                 std::string cron = "", Location where = {}) {
  Diagnostic d;
  d.rule = rule;
  d.nodes = std::move(nodes);
  d.where = where;
  if (!cron.empty()) d.parameters = {{"cron", cron}, {"timezone", "UTC"}};
  return d;
}

TEST_CASE("of findings about one thing the stronger stays") {
  struct Row {
    Diagnostic weak, strong;
    bool stays;
  };
  const Row rows[] = {
      // Schedules: the same cron and zone.
      {about("CRN005", {"a"}, "x"), about("CRN002", {"b"}, "x"), false},
      {about("CRN005", {"a"}, "x"), about("CRN002", {"a"}, "y"), true},
      {about("CRN005", {"a"}, "x"), about("CRN003", {"a"}, "x"), true},
      // Nodes: any of them, in any case.
      {about("GRA004", {"a", "b"}), about("GRA001", {"B", "c"}), false},
      {about("GRA004", {"a"}), about("GRA001", {"b", "c"}), true},
      {about("GRA004", {"a"}), about("CRN001", {"a"}, "x"), false},
      {about("GRA004", {"a"}), about("GRA002", {"a"}, "", {SourceId(0), 25, 3}),
       false},
      // Places.
      {about("SUP001", {}, "", {SourceId(0), 10, 20}),
       about("GRA002", {}, "", {SourceId(0), 25, 3}), false},
      {about("SUP001", {}, "", {SourceId(0), 10, 20}),
       about("GRA002", {}, "", {SourceId(0), 30, 3}), true},
      {about("SUP001", {}, "", {SourceId(0), 10, 20}),
       about("GRA002", {}, "", {SourceId(1), 25, 3}), true}};
  for (const Row& row : rows) {
    CAPTURE(row.weak.rule + " against " + row.strong.rule);
    std::vector<Diagnostic> all = {row.weak, row.strong};
    drop_yielding(all, all);
    CHECK(all.size() == (row.stays ? 2 : 1));
    CHECK(all.back().rule == row.strong.rule);
  }
}

TEST_CASE("findings are ordered by path and place, not by argument") {
  const File a{"a.yaml",
               "datasets:\n  a.z: {cron: \"*/7 * * * *\"}\n  a.y: {cron: "
               "\"61 * * * *\"}\n"};
  const File b{"b.yaml", "datasets:\n  a.x: {cron: \"*/9 * * * *\"}\n"};
  const Linted one = lint_files({a, b}), other = lint_files({b, a});
  CHECK(one.lines() == other.lines());
  CHECK(one.rules() == Lines{"CRN005", "CRN001", "CRN005"});
}

TEST_CASE("other commands show what makes an input unusable") {
  const auto shown = [](std::string_view settings) {
    Sources sources;
    const std::string text =
        "version: 1\n" + std::string(settings) +
        "datasets:\n"
        "  a.a: {cron: \"61 * * * *\"}\n  a.b: {cron: \"*/7 * * * *\"}\n"
        "  a.c: {cron: \"0 1 * * *\", timezone: Nowhere/Land}\n"
        "  a.d: {inputs: [a.e], colour: red}\n";
    sources.add({"lockstep.yaml", text, "", {}});
    Analysis analysis = analyze(sources, {});
    Lines found;
    for (const Diagnostic& d :
         input_problems({analysis.project, analysis.derivation}, sources,
                        analysis.diagnostics, sys_seconds{})) {
      found.push_back(d.rule);
    }
    return found;
  };
  CHECK(shown("lint: {ignore: [CRN001, TZD005, GRA002]}\n") ==
        Lines{"CRN001", "TZD005", "GRA002", "INP003"});
  CHECK(shown("suppress:\n  - {rule: GRA002, reason: x}\n"
              "  - {rule: CRN001, reason: y, until: 2020-01-01}\n"
              "  - {rule: CRN005, reason: none of these}\n") ==
        Lines{"TZD005", "INP003"});
  CHECK(shown("suppress:\n"
              "  - {rule: GRA002, reason: over, until: 1970-01-01}\n") ==
        Lines{"CRN001", "TZD005", "GRA002", "INP003"});
}

}  // namespace
}  // namespace lockstep
