// What CI services run, as far as that can be tried without them: the scripts
// of action.yml, the hook of pre-commit, the snippets of the documentation.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/paths.hpp"
#include "support/shell.hpp"

namespace lockstep::test {
namespace {

constexpr std::string_view kClean =
    "version: 1\ndatasets:\n  shop.orders: {cron: \"0 * * * *\"}\n";
constexpr std::string_view kUneven =
    "version: 1\ndatasets:\n  shop.orders: {cron: \"*/7 * * * *\"}\n";

/// The scripts behind `key: |` of a YAML file, without their indentation.
std::vector<std::string> scripts_of(const std::string& yaml,
                                    std::string_view key) {
  std::vector<std::string> scripts;
  const std::string start = std::string(key) + ": |\n";
  for (std::size_t at = yaml.find(start); at != std::string::npos;
       at = yaml.find(start, at)) {
    at += start.size();
    const std::size_t indent = yaml.find_first_not_of(' ', at) - at;
    const std::string margin(indent, ' ');
    std::string script;
    while (yaml.compare(at, indent, margin) == 0) {
      const std::size_t end = yaml.find('\n', at) + 1;
      script += yaml.substr(at + indent, end - at - indent);
      at = end;
    }
    scripts.push_back(script);
  }
  return scripts;
}

ShellResult run_script(const std::string& script, std::string_view variables,
                       const ScratchDirectory& directory) {
  write_file(directory.path() / "step.sh", script);
  return shell(std::string(variables) + " bash -eo pipefail step.sh",
               directory.path());
}

TEST_CASE("the steps of the GitHub action") {
  const auto steps = scripts_of(read_file(source_dir() / "action.yml"), "run");
  REQUIRE(steps.size() == 3);
  const ScratchDirectory directory;
  const std::string sarif = "ARGS='--select CRN' SARIF_FILE=out.sarif";
  for (const std::string_view project : {kClean, kUneven}) {
    const bool clean = project == kClean;
    CAPTURE(project);
    write_file(directory.path() / "lockstep.yaml", std::string(project));
    CHECK(run_script(steps[0], "", directory).code == 0);  // it is in PATH
    CHECK(run_script(steps[1], sarif, directory).code == 0);
    const auto document =
        nlohmann::json::parse(read_file(directory.path() / "out.sarif"));
    CHECK(document["runs"][0]["results"].size() == (clean ? 0 : 1));
    const ShellResult lint = run_script(steps[2], "ARGS=", directory);
    CHECK(lint.code == (clean ? 0 : 1));
    CHECK(lint.out.starts_with(clean ? "" : "::warning file=lockstep.yaml"));
  }
  // What is no finding fails at once.
  CHECK(run_script(steps[1], "ARGS=--selct SARIF_FILE=x", directory).code != 0);
}

TEST_CASE("the hook of pre-commit") {
  const std::string hooks = read_file(source_dir() / ".pre-commit-hooks.yaml");
  const std::size_t entry = hooks.find("entry: ") + 7;
  const std::string command =
      hooks.substr(entry, hooks.find('\n', entry) - entry);
  const ScratchDirectory directory;
  write_file(directory.path() / "lockstep.yaml", std::string(kUneven));
  CHECK(shell(command, directory.path()).code == 1);
  write_file(directory.path() / "lockstep.yaml", std::string(kClean));
  CHECK(shell(command, directory.path()).code == 0);
}

TEST_CASE("the job for GitLab in the documentation") {
  const std::string page =
      read_file(source_dir() / "docs/continuous-integration.md");
  const std::string start = "    - lockstep lint";
  const std::size_t at = page.find(start);
  REQUIRE(at != std::string::npos);
  const std::string command = page.substr(at + 6, page.find('\n', at) - at - 6);
  const ScratchDirectory directory;
  write_file(directory.path() / "lockstep.yaml", std::string(kUneven));
  CHECK(shell(command, directory.path()).code == 1);
  const auto report = nlohmann::json::parse(
      read_file(directory.path() / "gl-code-quality-report.json"));
  CHECK(report[0]["location"]["path"] == "lockstep.yaml");
}

}  // namespace
}  // namespace lockstep::test
