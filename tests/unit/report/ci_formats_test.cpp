// Findings in the formats of CI services and editors: whole outputs, and what
// must hold for any text.

#include <doctest/doctest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "lint/rule.hpp"
#include "report/report.hpp"
#include "sample.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

/// A text with a letter of two bytes before the place of the findings.
struct Texts {
  Sources sources;
  SourceId yaml = sources.add(
      {"a dir/é.yaml", "datasets:\n  é.b: {cron: \"*/7 * * * *\"}\n", "", {}});
};

Diagnostic placed(const Texts& texts) {
  Diagnostic d;
  d.rule = "CRN005";
  d.severity = Severity::Warning;
  d.message = "\"*/7\" is <uneven>";
  d.where = {texts.yaml, 26, 3};
  d.notes = {{"first said here", {texts.yaml, 0, 8}}, {"in general", {}}};
  d.help = "use */6";
  d.nodes = {"é.b"};
  d.witness = Witness{test::kAsOf, "2024-01-01T01:00:00+01:00", {}};
  d.share_of_runs = 0.5;
  d.scope = "for ever";
  d.fix = Fix{true, {{{texts.yaml, 26, 3}, "*/6"}}};
  return d;
}

Diagnostic nowhere(Severity severity) {
  Diagnostic d;
  d.rule = "GRA004";
  d.severity = severity;
  d.message = "task \"x\" & co";
  d.nodes = {"x"};
  return d;
}

std::vector<Diagnostic> sample(const Texts& texts) {
  return {placed(texts), nowhere(Severity::Error), nowhere(Severity::Info)};
}

std::string render(std::string (*format)(const Findings&),
                   const std::vector<Diagnostic>& all, const Texts& texts) {
  return format({all, texts.sources, test::kTool, "five years"});
}

TEST_CASE("SARIF names rules, places, fixes and fingerprints") {
  const Texts texts;
  json found = json::parse(render(diagnostics_sarif, sample(texts), texts));
  json& rules = found["runs"][0]["tool"]["driver"]["rules"];
  REQUIRE(rules.size() == 2);
  CHECK(rules[0]["help"]["markdown"] == rule_page(*find_rule("CRN005")));
  rules = json::array();
  const std::string nowhere_print = fingerprint(nowhere(Severity::Error));
  json expected = json::parse(R"({
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [{
      "tool": {"driver": {"name": "lockstep", "semanticVersion": "1.2.3",
                          "rules": []}},
      "columnKind": "unicodeCodePoints",
      "results": [
        {"ruleId": "CRN005", "ruleIndex": 0, "level": "warning",
         "message": {"text": "\"*/7\" is <uneven>\nuse */6"},
         "locations": [{"physicalLocation": {
           "artifactLocation": {"uri": "a%20dir/%C3%A9.yaml"},
           "region": {"startLine": 2, "startColumn": 16, "endLine": 2,
                      "endColumn": 19}}}],
         "relatedLocations": [{"physicalLocation": {
           "artifactLocation": {"uri": "a%20dir/%C3%A9.yaml"},
           "region": {"startLine": 1, "startColumn": 1, "endLine": 1,
                      "endColumn": 9}}, "message": {"text": "first said here"}}],
         "partialFingerprints": {"lockstep/v1": "FIRST"},
         "fixes": [{"artifactChanges": [{
           "artifactLocation": {"uri": "a%20dir/%C3%A9.yaml"},
           "replacements": [{"deletedRegion": {"startLine": 2,
             "startColumn": 16, "endLine": 2, "endColumn": 19},
             "insertedContent": {"text": "*/6"}}]}],
           "properties": {"safe": true}}],
         "properties": {"nodes": ["é.b"], "witness": "2024-01-01T00:00:00Z",
           "witnessLocal": "2024-01-01T01:00:00+01:00", "shareOfRuns": 0.5,
           "scope": "for ever"}},
        {"ruleId": "GRA004", "ruleIndex": 1, "level": "error",
         "message": {"text": "task \"x\" & co"},
         "partialFingerprints": {"lockstep/v1": "SECOND"},
         "properties": {"nodes": ["x"]}},
        {"ruleId": "GRA004", "ruleIndex": 1, "level": "note",
         "message": {"text": "task \"x\" & co"},
         "partialFingerprints": {"lockstep/v1": "SECOND"},
         "properties": {"nodes": ["x"]}}],
      "properties": {"scope": "five years", "tzdata": "2025b"}}]})");
  json& results = expected["runs"][0]["results"];
  results[0]["partialFingerprints"]["lockstep/v1"] = fingerprint(placed(texts));
  results[1]["partialFingerprints"]["lockstep/v1"] = nowhere_print;
  results[2]["partialFingerprints"]["lockstep/v1"] = nowhere_print;
  CHECK(found == expected);
}

TEST_CASE("absolute paths are file URIs in SARIF") {
  Texts texts;
  Diagnostic d = placed(texts);
  d.where.source = texts.sources.add(
      {"/x/y#1.yaml", texts.sources[texts.yaml].text, "", {}});
  d.notes.clear();
  d.fix.reset();
  const json found = json::parse(render(diagnostics_sarif, {d}, texts));
  CHECK(found["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
             ["artifactLocation"]["uri"] == "file:///x/y%231.yaml");
}

TEST_CASE("GitLab has a path and a line for every finding") {
  const Texts texts;
  const json found =
      json::parse(render(diagnostics_gitlab, sample(texts), texts));
  const std::string path = "a dir/é.yaml";
  const std::string first = fingerprint(placed(texts)) + "-" + path;
  const std::string second = fingerprint(nowhere(Severity::Error)) + "-" + path;
  CHECK(found ==
        json::array(
            {{{"description", "\"*/7\" is <uneven>"},
              {"check_name", "CRN005"},
              {"fingerprint", first},
              {"severity", "minor"},
              {"location", {{"path", path}, {"lines", {{"begin", 2}}}}}},
             {{"description", "task \"x\" & co"},
              {"check_name", "GRA004"},
              {"fingerprint", second},
              {"severity", "major"},
              {"location", {{"path", path}, {"lines", {{"begin", 1}}}}}},
             {{"description", "task \"x\" & co"},
              {"check_name", "GRA004"},
              {"fingerprint", second},
              {"severity", "info"},
              {"location", {{"path", path}, {"lines", {{"begin", 1}}}}}}}));
}

TEST_CASE("rdjson counts columns in bytes") {
  const Texts texts;
  const json found = json::parse(render(
      diagnostics_rdjson, {placed(texts), nowhere(Severity::Info)}, texts));
  CHECK(found ==
        json::parse(R"({"source": {"name": "lockstep"}, "diagnostics": [
    {"message": "\"*/7\" is <uneven>\nuse */6",
     "location": {"path": "a dir/é.yaml", "range": {
       "start": {"line": 2, "column": 17}, "end": {"line": 2, "column": 20}}},
     "severity": "WARNING", "code": {"value": "CRN005"},
     "suggestions": [{"range": {"start": {"line": 2, "column": 17},
       "end": {"line": 2, "column": 20}}, "text": "*/6"}]},
    {"message": "task \"x\" & co", "location": {"path": "a dir/é.yaml"},
     "severity": "INFO", "code": {"value": "GRA004"}}]})"));
}

TEST_CASE("JUnit fails a case for each error and warning") {
  const Texts texts;
  CHECK(render(diagnostics_junit, sample(texts), texts) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lockstep" tests="3" failures="2" errors="0">
  <testsuite name="lockstep lint" tests="3" failures="2" errors="0">
    <testcase classname="lockstep.lint" name="CRN005 a dir/é.yaml:2:16"><failure type="warning" message="&quot;*/7&quot; is &lt;uneven&gt;">&quot;*/7&quot; is &lt;uneven&gt;&#10;use */6</failure></testcase>
    <testcase classname="lockstep.lint" name="GRA004"><failure type="error" message="task &quot;x&quot; &amp; co">task &quot;x&quot; &amp; co</failure></testcase>
    <testcase classname="lockstep.lint" name="GRA004"><system-out>task &quot;x&quot; &amp; co</system-out></testcase>
  </testsuite>
</testsuites>
)");
  CHECK(render(diagnostics_junit, {}, texts) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lockstep" tests="1" failures="0" errors="0">
  <testsuite name="lockstep lint" tests="1" failures="0" errors="0">
    <testcase classname="lockstep.lint" name="no findings"/>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("Checkstyle groups findings by file") {
  const Texts texts;
  CHECK(render(diagnostics_checkstyle, sample(texts), texts) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="a dir/é.yaml">
    <error line="2" column="16" severity="warning" message="&quot;*/7&quot; is &lt;uneven&gt;; use */6" source="lockstep.CRN005"/>
    <error severity="error" message="task &quot;x&quot; &amp; co" source="lockstep.GRA004"/>
    <error severity="info" message="task &quot;x&quot; &amp; co" source="lockstep.GRA004"/>
  </file>
</checkstyle>
)");
  CHECK(render(diagnostics_checkstyle, {}, texts).find("<file") ==
        std::string::npos);
}

TEST_CASE("hostile names cannot leave their place in any format") {
  const Texts texts;
  for (const std::string& name : test::hostile_names()) {
    CAPTURE(name);
    Diagnostic d = nowhere(Severity::Error);
    d.message = "task " + name;
    d.nodes = {name};
    CHECK(json::accept(render(diagnostics_sarif, {d}, texts)));
    CHECK(json::accept(render(diagnostics_gitlab, {d}, texts)));
    CHECK(json::accept(render(diagnostics_rdjson, {d}, texts)));
    for (const auto format : {diagnostics_junit, diagnostics_checkstyle}) {
      const std::string xml = render(format, {d}, texts);
      const std::string plain =
          render(format, {nowhere(Severity::Error)}, texts);
      CHECK(std::ranges::count(xml, '<') == std::ranges::count(plain, '<'));
      CHECK(std::ranges::count(xml, '"') == std::ranges::count(plain, '"'));
      CHECK(std::ranges::none_of(xml, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n';
      }));
    }
  }
}

}  // namespace
}  // namespace lockstep
