// Findings in text, JSON and GitHub's workflow commands: whole outputs.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "lint/rule.hpp"
#include "report/report.hpp"
#include "sample.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

struct Texts {
  Sources sources;
  SourceId yaml = sources.add({"a/data,1:2%.yaml",
                               "datasets:\n  a.b: {cron: \"*/7 * * * *\"}\n",
                               "",
                               {}});
};

/// A finding with everything that a finding can have.
Diagnostic full(const Texts& texts) {
  Diagnostic d;
  d.rule = "CRN005";
  d.severity = Severity::Warning;
  d.message = "\"*/7\" is uneven";
  d.where = {texts.yaml, 25, 3};
  d.notes = {{"first said here", {texts.yaml, 0, 8}}, {"in general", {}}};
  d.help = "use */6";
  d.nodes = {"a.b", "c.d"};
  d.witness = Witness{test::kAsOf + seconds(3'600),
                      "2024-01-01T02:00:00+01:00",
                      {{"a.b", test::kAsOf, test::kAsOf + seconds(60), {}},
                       {"a.b", test::kAsOf + seconds(3'600), {}, {}}}};
  d.share_of_runs = 0.125;
  d.scope = "until 2029-01-01";
  d.parameters = {{"cron", "*/7 * * * *"}, {"timezone", "UTC"}};
  d.fix = Fix{true, {{{texts.yaml, 25, 3}, "*/6"}}};
  return d;
}

std::string as_json(const std::vector<Diagnostic>& all, const Sources& sources,
                    const std::string& scope = ".") {
  return diagnostics_json({all, sources, test::kTool, scope});
}

std::string as_github(const std::vector<Diagnostic>& all,
                      const Sources& sources) {
  return diagnostics_github({all, sources, test::kTool, ""});
}

Diagnostic bare(Severity severity) {
  Diagnostic d;
  d.rule = "GRA004";
  d.severity = severity;
  d.message = "task \"x\" has no start";
  d.nodes = {"x"};
  return d;
}

TEST_CASE("text shows the place, the proof and the help") {
  const Texts texts;
  const std::vector<Diagnostic> all = {full(texts), bare(Severity::Error),
                                       bare(Severity::Info)};
  CHECK(diagnostics_text(all, texts.sources, {}) ==
        R"(warning[CRN005]: "*/7" is uneven
 --> a/data,1:2%.yaml:2:16
  |
2 |   a.b: {cron: "*/7 * * * *"}
  |                ^^^
  = note: first said here (a/data,1:2%.yaml:1:1)
  = note: in general
  = datasets: a.b and c.d
  = witness: 2024-01-01T01:00:00Z (2024-01-01T02:00:00+01:00 local)
      a.b: tick 2024-01-01T00:00:00Z, starts 2024-01-01T00:01:00Z
      a.b: tick 2024-01-01T01:00:00Z
  = share: 12.5% of runs
  = scope: until 2029-01-01
  = help: use */6

error[GRA004]: task "x" has no start

1 error, 1 warning, 1 info finding (listed with --severity info)
)");
}

TEST_CASE("info findings are shown on demand") {
  const Texts texts;
  const std::vector<Diagnostic> all = {bare(Severity::Info),
                                       bare(Severity::Info)};
  TextStyle style;
  CHECK(diagnostics_text(all, texts.sources, style) ==
        "2 info findings (listed with --severity info)\n");
  style.show_info = true;
  CHECK(diagnostics_text(all, texts.sources, style) ==
        "info[GRA004]: task \"x\" has no start\n\n"
        "info[GRA004]: task \"x\" has no start\n\n"
        "2 info findings\n");
  CHECK(diagnostics_text({}, texts.sources, style) == "no problems found\n");
}

TEST_CASE("colours only where they are wanted") {
  const Texts texts;
  TextStyle style;
  const std::vector<Diagnostic> all = {full(texts)};
  CHECK(diagnostics_text(all, texts.sources, style).find('\x1b') ==
        std::string::npos);
  style.color = true;
  CHECK(diagnostics_text(all, texts.sources, style)
            .starts_with("\x1b[1;33mwarning[CRN005]\x1b[0m"));
}

TEST_CASE("JSON has every key, null where there is nothing") {
  const Texts texts;
  const json document =
      json::parse(as_json({full(texts), bare(Severity::Error)}, texts.sources));
  const json expected = json::parse(R"({
    "version": 1,
    "tool": {"name": "lockstep", "version": "1.2.3", "tzdata": "2025b"},
    "scope": ".",
    "diagnostics": [
      {"rule": "CRN005", "name": "uneven-step", "severity": "warning",
       "message": "\"*/7\" is uneven", "file": "a/data,1:2%.yaml", "line": 2,
       "column": 16, "nodes": ["a.b", "c.d"],
       "witness": {"at": "2024-01-01T01:00:00Z",
         "local": "2024-01-01T02:00:00+01:00", "days": null,
         "runs": [
           {"job": "a.b", "tick": "2024-01-01T00:00:00Z",
            "start": "2024-01-01T00:01:00Z", "end": null},
           {"job": "a.b", "tick": "2024-01-01T01:00:00Z", "start": null,
            "end": null}]},
       "share_of_runs": 0.125, "scope": "until 2029-01-01", "help": "use */6",
       "fingerprint": "FINGERPRINT",
       "parameters": {"cron": "*/7 * * * *", "timezone": "UTC"},
       "fix": {"safe": true, "edits": [{"file": "a/data,1:2%.yaml",
         "offset": 25, "length": 3, "text": "*/6"}]}},
      {"rule": "GRA004", "name": "unschedulable", "severity": "error",
       "message": "task \"x\" has no start", "file": null, "line": null,
       "column": null, "nodes": ["x"], "witness": null, "share_of_runs": null,
       "scope": null, "help": null, "fingerprint": "FINGERPRINT",
       "parameters": {}, "fix": null}],
    "summary": {"error": 1, "warning": 1, "info": 0}})");
  json found = document;
  CHECK(found["diagnostics"][0]["fingerprint"] == fingerprint(full(texts)));
  for (json& d : found["diagnostics"]) d["fingerprint"] = "FINGERPRINT";
  CHECK(found == expected);
}

TEST_CASE("an empty JSON document is whole") {
  const Texts texts;
  CHECK(as_json({}, texts.sources, "a \"b\"") ==
        "{\"version\":1,\"tool\":{\"name\":\"lockstep\",\"version\":\"1.2.3\","
        "\"tzdata\":\"2025b\"},\"scope\":\"a \\\"b\\\"\",\"diagnostics\":[],"
        "\"summary\":{\"error\":0,\"warning\":0,\"info\":0}}\n");
}

TEST_CASE("GitHub commands are escaped") {
  const Texts texts;
  Diagnostic strange = bare(Severity::Info);
  strange.message = "100% of\r\nx::error::y, z";
  CHECK(
      as_github({full(texts), bare(Severity::Error), strange}, texts.sources) ==
      "::warning file=a/data%2C1%3A2%25.yaml,line=2,col=16,title=CRN005::"
      "\"*/7\" is uneven%0Ause */6\n"
      "::error title=GRA004::task \"x\" has no start\n"
      "::notice title=GRA004::100%25 of%0D%0Ax::error::y, z\n");
}

TEST_CASE("hostile names cannot leave their place") {
  Texts texts;
  for (const std::string& name : test::hostile_names()) {
    CAPTURE(name);
    Diagnostic d = bare(Severity::Error);
    d.message = "task " + name;
    d.nodes = {name, "other"};
    const std::string text = diagnostics_text({d}, texts.sources, {});
    CHECK(std::ranges::count(text, '\n') == 4);  // message, nodes, blank, sum
    CHECK(text.find('\x1b') == std::string::npos);
    const std::string github = as_github({d}, texts.sources);
    CHECK(std::ranges::count(github, '\n') == 1);
    CHECK(json::accept(as_json({d}, texts.sources, name)));
  }
}

TEST_CASE("many findings in one long line are placed in one pass") {
  std::string line = "[";
  for (int i = 0; i < 20'000; ++i) line += "\"x\", ";
  Sources sources;
  const SourceId id = sources.add({"x.json", line, "", {}});
  std::vector<Diagnostic> all(10'000, bare(Severity::Error));
  for (std::size_t i = 0; i < all.size(); ++i) all[i].where = {id, i * 10, 1};
  const json document = json::parse(as_json(all, sources));
  for (std::size_t i = 0; i < all.size(); i += 999) {
    CHECK(document["diagnostics"][i]["line"] == 1);
    CHECK(document["diagnostics"][i]["column"] == i * 10 + 1);
  }
}

TEST_CASE("findings about edges of equal crons are told once") {
  const Texts texts;
  std::vector<Diagnostic> all;
  for (const char* reader : {"v1", "v2", "v3", "v4", "v5", "v6"}) {
    Diagnostic d;
    d.rule = "ALN006";
    d.severity = Severity::Warning;
    d.message = std::string("\"") + reader + "\" starts too early";
    d.nodes = {"u", reader};
    d.parameters = {{"consumer_crons", "0 1 * * *"},
                    {"input_crons", "0 2 * * *"}};
    all.push_back(d);
  }
  all.back().parameters.front().second = "30 1 * * *";
  CHECK(diagnostics_text(all, texts.sources, {}) ==
        "warning[ALN006]: \"v1\" starts too early\n"
        "  = datasets: u and v1\n"
        "  = also: 4 more edges with these crons: u -> v2, u -> v3, u -> v4 "
        "and 1 more\n\n"
        "warning[ALN006]: \"v6\" starts too early\n"
        "  = datasets: u and v6\n\n"
        "6 warnings\n");
}

}  // namespace
}  // namespace lockstep
