// Whole commands over the projects of fixtures/, compared byte by byte with
// what they are expected to print.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "lint/rule.hpp"
#include "support/paths.hpp"
#include "support/shell.hpp"

using namespace lockstep::test;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = source_dir();

std::vector<fs::path> folders(const std::string& below) {
  std::vector<fs::path> result;
  for (const auto& entry : fs::directory_iterator(kSource / below)) {
    if (entry.is_directory()) {
      result.push_back(fs::path(below) / entry.path().filename());
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

struct Run {
  const char* command;
  const char* expected;  // file below expected/
};
constexpr Run kRuns[] = {
    {"lint", "lint.txt"},
    {"lint --format json", "lint.json"},
    {"lint --format github", "lint.github"},
    {"derive", "derive.txt"},
    {"derive --format json", "derive.json"},
    {"derive --format csv", "derive.csv"},
    {"report --format json", "report.json"},
    {"report --format markdown", "report.md"},
    {"report --format dot", "report.dot"},
    {"report --format mermaid", "report.mermaid"},
};

// Options that only this folder needs stand in its file `options`.
std::string lint_command(const fs::path& folder) {
  std::string options;
  if (fs::exists(kSource / folder / "options")) {
    options = read_file(kSource / folder / "options");
    options.erase(options.find_last_not_of('\n') + 1);
  }
  return "lockstep lint " + folder.string() + " " + options;
}

}  // namespace

TEST_CASE("every project prints what is expected") {
  for (const fs::path& project : folders("fixtures/projects")) {
    for (const Run& run : kRuns) {
      const std::string command =
          "lockstep " + std::string(run.command) + " " + project.string();
      INFO(command);
      const ShellResult result = shell(command, kSource);
      CHECK(result.err == "");
      check_golden(kSource / project / "expected" / run.expected,
                   without_versions(result.out));
    }
  }
}

TEST_CASE("jobs of the projects are explained as expected") {
  constexpr std::pair<const char*, const char*> kJobs[] = {
      {"corner-shop", "kpi.daily_board"},
      {"corner-shop", "till.receipts"},
      {"starbake", "kpi.order_summary"},
      {"starbake", "kpi.weekly_board"},
      {"starbake", "finance.supplier_prices"},
      {"starbake", "crm.segment_rules"},
  };
  constexpr std::pair<const char*, const char*> kFormats[] = {
      {"text", ".txt"}, {"json", ".json"}, {"markdown", ".md"}};
  for (const auto& [project, job] : kJobs) {
    for (const auto& [format, extension] : kFormats) {
      const fs::path folder = fs::path("fixtures/projects") / project;
      const std::string command = "lockstep explain " + std::string(job) + " " +
                                  folder.string() + " --format " + format;
      INFO(command);
      const ShellResult result = shell(command, kSource);
      CHECK(result.err == "");
      check_golden(kSource / folder / "expected" / "explain" /
                       (std::string(job) + extension),
                   without_versions(result.out));
    }
  }
}

TEST_CASE("a clean project stays silent") {
  const std::vector<fs::path> clean = folders("fixtures/ok");
  REQUIRE(clean.size() >= 50);
  const std::string reasons = read_file(kSource / "fixtures/ok/README.md");
  for (const fs::path& folder : clean) {
    CHECK(reasons.find("| `" + folder.filename().string() + "` | ") !=
          std::string::npos);
    const std::string command =
        lint_command(folder) + " --fail-on warning --format github --quiet";
    INFO(command);
    const ShellResult result = shell(command, kSource);
    CHECK(result.err == "");
    CHECK(result.out.find("::error") == std::string::npos);
    CHECK(result.out.find("::warning") == std::string::npos);
    CHECK(result.code == 0);
  }
}

TEST_CASE("every rule has a wrong project") {
  const std::vector<fs::path> wrong = folders("fixtures/err");
  for (const lockstep::Rule& rule : lockstep::rules()) {
    if (rule.family == "emit") continue;  // found when pipelines are written
    INFO(rule.id);
    CHECK(std::any_of(wrong.begin(), wrong.end(), [&](const fs::path& folder) {
      return folder.filename().string().starts_with(std::string(rule.id) + "-");
    }));
  }
}

TEST_CASE("every wrong project is told what is wrong") {
  for (const fs::path& folder : folders("fixtures/err")) {
    const std::string command = lint_command(folder) + " --severity info";
    INFO(command);
    const ShellResult result = shell(command, kSource);
    // A folder is named after the rule that it breaks: CRN001-nine-oclock.
    const std::string rule = folder.filename().string().substr(0, 6);
    CHECK((result.out + result.err).find(rule) != std::string::npos);
    check_golden(
        kSource / folder / "expected.txt",
        result.out + result.err + "exit " + std::to_string(result.code) + "\n");
  }
}
