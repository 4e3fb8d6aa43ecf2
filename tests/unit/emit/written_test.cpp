// What is read back is what was written, and nothing that is changed in a file
// afterwards goes unseen.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "analyze.hpp"
#include "emit/emitter.hpp"
#include "emit/python_scan.hpp"
#include "pipeline/lower.hpp"

namespace lockstep {
namespace {

/// Every construct: groups, checks, gates, waits, own tasks, several crons and
/// zones, names that no language likes.
constexpr std::string_view kProject = R"(version: 1
timezone: Europe/Paris
datasets:
  raw.orders: {cron: "0 4 * * *"}
  raw.items: {crons: ["25 * * * *", "10 */3 * * *"]}
  raw.class: {cron: "0 4 * * 1-5", timezone: UTC}
  "kpi.a-b \"c\"": {inputs: [raw.orders, raw.items]}
  kpi.late: {cron: "30 4 * * *", inputs: [{dataset: raw.orders, guard: sensor}]}
  kpi.any: {inputs: [raw.orders, raw.class], trigger: any}
  dash.board: {inputs: [kpi.any, "kpi.a-b \"c\"", raw.orders]}
pipelines:
  - name: loads
    select: ["raw.*"]
    target: {pre_load_strategy: imported, pre_command: echo a}
)";

struct Emitted {
  Analysis analysis;
  std::vector<Pipeline> pipelines;
};

const Emitted& emitted() {
  static const Emitted kEmitted = [] {
    Sources sources;
    sources.add({"lockstep.yaml", kProject, "", {}});
    Emitted result{analyze(sources, {}), {}};
    Lowered lowered =
        lower(result.analysis.project, result.analysis.derivation);
    REQUIRE(lowered.diagnostics.empty());
    REQUIRE(lowered.pipelines.size() == 7);
    result.pipelines = std::move(lowered.pipelines);
    return result;
  }();
  return kEmitted;
}

std::vector<std::string> found(const Emitter& target,
                               const std::vector<OutputFile>& files) {
  std::vector<std::string> messages;
  for (const Diagnostic& diagnostic :
       differences(emitted().pipelines, target.read(files),
                   emitted().analysis.project.settings.as_of)) {
    CHECK(diagnostic.rule == "EMT002");
    messages.push_back(diagnostic.message);
  }
  return messages;
}

using Target = std::pair<const Emitter*, std::string>;
std::vector<Target> targets() {
  static const Emitters emitters = built_in_emitters();
  std::vector<Target> result;
  for (const Emitter& emitter : emitters.all()) {
    for (const std::string& version : emitter.versions) {
      if (emitter.unsupported(emitted().pipelines, {version, "x"}).empty()) {
        result.emplace_back(&emitter, version);
      }
    }
  }
  return result;
}

TEST_CASE("what is written is read back") {
  CHECK(targets().size() >= 8);
  for (const auto& [emitter, version] : targets()) {
    CAPTURE(emitter->name);
    CAPTURE(version);
    const auto files = emitter->emit(emitted().pipelines, {version, "x"});
    CHECK(found(*emitter, files).empty());
    CHECK(emitter->read(files).size() >= emitted().pipelines.size());
  }
}

/// All places of a text in the files of pipelines.
struct Place {
  std::size_t file, offset;
};
std::vector<Place> places_of(const std::vector<OutputFile>& files,
                             std::string_view text) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].path.starts_with("lockstep_")) continue;
    if (files[i].path == "definitions.py") continue;
    for (std::size_t at = files[i].text.find(text); at != std::string::npos;
         at = files[i].text.find(text, at + 1)) {
      places.push_back({i, at});
    }
  }
  return places;
}

struct Mutation {
  std::string_view target, what, before, after;
};

TEST_CASE("no change goes unseen") {
  // Each of them wherever it is possible, one at a time.
  const Mutation mutations[] = {
      {"airflow", "another task", "task_id=\"", "task_id=\"z"},
      {"airflow", "one edge less", " >> ", " + "},
      {"airflow", "no outlets", "outlets=[RAW", "inlets=[RAW"},
      {"airflow", "another cron", "Timetable(\"", "Timetable(\"1,"},
      {"airflow", "another pipeline", "Run(\"", "Run(\"z"},
      {"airflow", "no DAG", "dag_id=", "dag="},
      {"dagster", "no job", "@dg.job(", "@dg.op("},
      {"dagster", "another task", ".alias(\"", ".alias(\"z"},
      {"dagster", "one edge less", "_done)", ")"},
      {"dagster", "another cron", "cron_schedule=\"", "cron_schedule=\"1,"},
      {"dagster", "another dataset", "updates={\"", "updates={\"z"},
  };
  for (const auto& [emitter, version] : targets()) {
    const auto files = emitter->emit(emitted().pipelines, {version, "x"});
    for (const Mutation& mutation : mutations) {
      if (emitter->name != mutation.target) continue;
      CAPTURE(version);
      CAPTURE(mutation.what);
      const std::vector<Place> places = places_of(files, mutation.before);
      CHECK(!places.empty());
      for (const Place& place : places) {
        std::vector<OutputFile> changed = files;
        changed[place.file].text.replace(place.offset, mutation.before.size(),
                                         mutation.after);
        CAPTURE(changed[place.file].text.substr(place.offset, 60));
        CHECK(!found(*emitter, changed).empty());
      }
    }
  }
}

TEST_CASE("the first difference, in words") {
  const auto [emitter, version] = targets().front();
  REQUIRE(emitter->name == "airflow");
  auto files = emitter->emit(emitted().pipelines, {version, "x"});
  std::erase_if(files, [](const OutputFile& file) {
    return file.path.starts_with("loads");
  });
  const auto messages = found(*emitter, files);
  CHECK(std::ranges::count(
            messages, "pipeline \"loads_daily_0400\": is in no file") == 1);
  files.push_back(
      {"x.py", "RUN = Run(\"x\", ())\nwith DAG(dag_id=\"x\"):\n    pass\n"});
  CHECK(std::ranges::count(found(*emitter, files),
                           "\"x.py\" holds pipeline \"x\", which nothing "
                           "makes") == 1);
}

std::string shown(std::string_view source) {
  std::string text;
  for (const SourceStatement& statement : python_statements(source)) {
    text += std::to_string(statement.indent) + ":";
    for (const SourceToken& token : statement.tokens) {
      const bool quoted = token.kind == SourceToken::Kind::Text;
      text += quoted ? " '" + token.text + "'" : " " + token.text;
    }
    text += "\n";
  }
  return text;
}

TEST_CASE("statements of Python") {
  CHECK(shown("a = b\n    c >> [d,\n  e]  # f\n") ==
        "0: a = b\n4: c >> [ d , e ]\n");
  CHECK(shown("x = ('a'  \"b\"\n 'c')") == "0: x = ( 'abc' )\n");
  CHECK(shown(R"("""a "b" # c""" 'd\'\x41\u00e9\n\\')") ==
        "0: 'a \"b\" # cd'A\xc3\xa9\n\\'\n");
  CHECK(shown("f(1, 'a # b') # 'c\n") == "0: f ( 1 , 'a # b' )\n");
  CHECK(shown("'never ends\nx = 1") == "0: 'never ends\nx = 1'\n");
  CHECK(shown("f(\nx = 1") == "0: f ( x = 1\n");
}

}  // namespace
}  // namespace lockstep
