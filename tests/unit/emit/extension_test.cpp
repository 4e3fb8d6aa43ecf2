// The example of docs/targets.md: a target and a runner of one's own.

#include <doctest/doctest.h>

#include "../fixtures/extension/crontab.hpp"
#include "analyze.hpp"
#include "pipeline/lower.hpp"

namespace lockstep {
namespace {

Lowered lowered(const Analysis& analysis) {
  LowerOptions options;
  options.runners = extension::runners();
  return lower(analysis.project, analysis.derivation, options);
}

Analysis analysed(std::string_view yaml) {
  Sources sources;
  sources.add({"lockstep.yaml", yaml, "", {}});
  return analyze(sources, {});
}

TEST_CASE("a target and a runner of one's own") {
  const Analysis analysis = analysed(
      "version: 1\n"
      "datasets:\n"
      "  a.one: {cron: \"0 4 * * *\"}\n"
      "  a.two: {inputs: [a.one]}\n"
      "pipelines: [{name: p, target: {runner: make}}]\n");
  const Lowered result = lowered(analysis);
  REQUIRE(result.diagnostics.empty());
  const Emitters targets = extension::targets();
  const Emitter* const crontab = targets.find("crontab");
  REQUIRE(crontab != nullptr);
  CHECK(targets.find("airflow") != nullptr);
  const EmitRequest request{"1", "made by a test"};
  CHECK(crontab->unsupported(result.pipelines, request).empty());
  CHECK(crontab->emit(result.pipelines, request) ==
        std::vector<OutputFile>{
            {"crontab", "# made by a test\n0 4 * * * make one && make two\n"}});
}

TEST_CASE("what a target of one's own cannot say") {
  const Analysis analysis = analysed(
      "version: 1\n"
      "datasets:\n"
      "  a.one: {cron: \"0 4 * * *\"}\n"
      "  k.two: {inputs: [a.one]}\n"
      "pipelines: [{name: \"{{domain}}\", target: {runner: make}}]\n");
  const Lowered result = lowered(analysis);
  const Emitters targets = extension::targets();
  const auto found =
      targets.find("crontab")->unsupported(result.pipelines, {"1", ""});
  REQUIRE(found.size() == 1);
  CHECK(found[0].message == "cron cannot wait for datasets: k");
}

}  // namespace
}  // namespace lockstep
