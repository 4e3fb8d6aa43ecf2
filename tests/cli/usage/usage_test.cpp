// The command line itself: wrong usage with its messages, help, version and
// completions.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "support/process.hpp"
#include "support/shell.hpp"

namespace lockstep::test {
namespace {

struct Wrong {
  std::vector<std::string> arguments;
  std::string message;
};

void check(const Wrong& row) {
  const ProcessResult result = lockstep(row.arguments);
  CHECK(result.code == 2);
  CHECK(result.out == "");
  CHECK(result.err == "lockstep: " + row.message + "\n");
}

TEST_CASE("wrong usage ends with code 2 and one message that says the fix") {
  const std::string try_derive = "\ntry \"lockstep derive --help\"";
  const std::string try_next = "\ntry \"lockstep cron next --help\"";
  const Wrong rows[] = {
      {{}, "which command? \"lockstep --help\" lists them"},
      {{"derrive"}, "unknown command \"derrive\" (did you mean \"derive\"?)"},
      {{"cron", "srot"},
       "unknown command \"cron srot\" (did you mean \"cron sort\"?)"},
      {{"crn", "sort"}, "unknown command \"crn\" (did you mean \"cron\"?)"},
      {{""}, "unknown command \"\""},
      {{"derive", "--formt", "json"},
       "unknown option \"--formt\" of \"lockstep derive\" (did you mean "
       "\"--format\"?)" +
           try_derive},
      {{"derive", "--formt=json"},
       "unknown option \"--formt\" of \"lockstep derive\" (did you mean "
       "\"--format\"?)" +
           try_derive},
      {{"derive", "--format", "jsn"},
       "unknown value \"jsn\" of --format (did you mean \"json\"?): use text, "
       "json, csv" +
           try_derive},
      {{"derive", "--format"}, "--format needs text|json|csv" + try_derive},
      {{"derive", "-o", ""}, "--output needs a file name" + try_derive},
      {{"derive", "-o", "a", "-o", "b"},
       "--output is given twice" + try_derive},
      {{"derive", ""}, "an INPUT is empty" + try_derive},
      {{"derive", "--as-of", "yesterday"},
       "--as-of: \"yesterday\" is not an instant; write 2024-01-31, "
       "2024-01-31T06:30Z or 2024-01-31T06:30:00+02:00" +
           try_derive},
      {{"derive", "--horizon", "-1d"},
       "--horizon: \"-1d\" is not a positive duration" + try_derive},
      {{"derive", "--max-depth", "0"},
       "--max-depth: \"0\" is not a whole number above 0" + try_derive},
      {{"derive", "--max-depth", "99999999999999999999"},
       "--max-depth: \"99999999999999999999\" is not a whole number above 0" +
           try_derive},
      {{"derive", "--timezone", "Europe/Pari", "x"},
       "unknown time zone \"Europe/Pari\"; did you mean \"Europe/Paris\"?" +
           try_derive},
      {{"derive", "--input-format", "task_dep", "x"},
       "unknown format \"task_dep\" of --input-format (did you mean "
       "\"task_deps\"?): use task_deps, starlake_dag, project, datasets" +
           try_derive},
      {{"cron", "next"}, "no cron expression given" + try_next},
      {{"cron", "next", "daily", "-n", "many"},
       "--count: \"many\" is not a whole number above 0" + try_next},
      {{"cron", "next", "daily", "--from", "now"},
       "--from: \"now\" is not an instant; write 2024-01-31, "
       "2024-01-31T06:30Z or 2024-01-31T06:30:00+02:00" +
           try_next},
      {{"cron", "count", "daily"},
       "\"lockstep cron count\" needs --to INSTANT\n"
       "try \"lockstep cron count --help\""},
      {{"cron", "compare", "daily"},
       "\"lockstep cron compare\" needs two expressions, not 1\n"
       "try \"lockstep cron compare --help\""},
      {{"schema", "x"},
       "\"lockstep schema\" does not take \"x\"\n"
       "try \"lockstep schema --help\""},
      {{"lint", "--ignore", "CRN001,CRN09", "x"},
       "--ignore: unknown rule \"CRN09\" (did you mean \"CRN009\"?); "
       "\"lockstep rules\" lists them\ntry \"lockstep lint --help\""},
      {{"lint", "--target", "kestr", "x"},
       "--target: unknown target \"kestr\" (did you mean \"kestra\"?); known "
       "targets: airflow, dagster, cloud-scheduler, eventbridge, github, "
       "kestra, kubernetes, quartz, snowflake, sqlmesh and vixie\n"
       "try \"lockstep lint --help\""},
      {{"lint", "--target", "airflow@2.8", "x"},
       "--target: unknown version \"2.8\" of airflow; known versions: 2.9, "
       "2.10, 2.11, 3.0, 3.1, 3.2 and 3.3\ntry \"lockstep lint --help\""},
      {{"explain", "never-fire"},
       "unknown rule \"never-fire\" (did you mean \"never-fires\"?); "
       "\"lockstep rules\" lists them\ntry \"lockstep explain --help\""},
      {{"completions", "tcsh"},
       "no completions for \"tcsh\": use bash, zsh, fish\n"
       "try \"lockstep completions --help\""},
  };
  for (const Wrong& row : rows) {
    CAPTURE(row.message);
    check(row);
  }
}

TEST_CASE("an unknown dialect is told with the known ones") {
  const ProcessResult result =
      lockstep({"cron", "next", "daily", "--dialect", "cronitr"});
  CHECK(result.code == 2);
  CHECK(
      result.err.starts_with("lockstep: unknown dialect \"cronitr\" (did you "
                             "mean \"croniter\"?): use croniter, "));
}

TEST_CASE("words after -- are operands, whatever they look like") {
  const ProcessResult result = lockstep({"derive", "--", "--no-such-file"});
  CHECK(result.code == 3);
  CHECK(result.err ==
        "lockstep: cannot read \"--no-such-file\": no such file or "
        "directory\n");
}

TEST_CASE("the version names the time zone database") {
  for (const char* word : {"--version", "-V"}) {
    const ProcessResult result = lockstep({word});
    CHECK(result.code == 0);
    CHECK(result.err == "");
    CHECK(without_versions(result.out) != "");
    CHECK(result.out.starts_with("lockstep "));
    CHECK(result.out.find(" (tzdata ") != std::string::npos);
  }
  // A directory of zones without the file that names its release.
  const ProcessResult unknown =
      lockstep({"--version"}, {.variables = {"TZDIR=/nonexistent"}});
  CHECK(unknown.out.ends_with("(tzdata unknown)\n"));
}

TEST_CASE("every command has help with its options and two examples") {
  const ProcessResult overview = lockstep({"--help"});
  CHECK(overview.code == 0);
  CHECK(lockstep({"help"}).out == overview.out);
  const ProcessResult group = lockstep({"cron"});
  CHECK(group.code == 0);
  CHECK(lockstep({"cron", "--help"}).out == group.out);

  std::size_t commands = 0;
  std::string_view lines = overview.out;
  lines.remove_prefix(lines.find("commands:\n") + 10);
  while (lines.starts_with("  ")) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + 1);
    std::vector<std::string> words;
    const std::string name(line.substr(2, line.find("  ", 2) - 2));
    const std::size_t blank = name.find(' ');
    words.push_back(name.substr(0, blank));
    if (blank != std::string::npos) words.push_back(name.substr(blank + 1));
    CAPTURE(name);
    words.emplace_back("--help");
    const ProcessResult help = lockstep(words);
    CHECK(help.code == 0);
    CHECK(help.err == "");
    CHECK(help.out.find("usage: lockstep " + name) != std::string::npos);
    CHECK(help.out.find("  -h, --help") != std::string::npos);
    const std::size_t examples = help.out.find("examples:\n");
    REQUIRE(examples != std::string::npos);
    CHECK(std::count(help.out.begin() + static_cast<std::ptrdiff_t>(examples),
                     help.out.end(), '\n') == 3);
    if (blank != std::string::npos) {
      CHECK(group.out.find("  " + name + " ") != std::string::npos);
    }
    ++commands;
  }
  CHECK(commands == 20);
}

/// The options that the help of `derive` lists: `--format`.
std::vector<std::string> options_of_derive() {
  std::vector<std::string> options;
  const std::string help = lockstep({"derive", "--help"}).out;
  for (std::size_t at = help.find("  --"); at != std::string::npos;
       at = help.find("  --", at + 1)) {
    const std::size_t end = help.find_first_of(" \n", at + 2);
    options.push_back(help.substr(at + 2, end - at - 2));
  }
  for (std::size_t at = help.find(", --"); at != std::string::npos;
       at = help.find(", --", at + 1)) {
    const std::size_t end = help.find_first_of(" \n", at + 2);
    options.push_back(help.substr(at + 2, end - at - 2));
  }
  return options;
}

TEST_CASE("completions are scripts that their shell accepts") {
  const ScratchDirectory scratch;
  for (const std::string name : {"bash", "zsh", "fish"}) {
    const ProcessResult result = lockstep({"completions", name});
    CHECK(result.code == 0);
    CHECK(result.err == "");
    for (const std::string& option : options_of_derive()) {
      if (option == "--help") continue;
      CAPTURE(option);
      // fish writes `-l format`.
      CHECK(result.out.find(name == "fish" ? "-l " + option.substr(2)
                                           : option) != std::string::npos);
    }
    if (shell("command -v " + name, scratch.path()).code != 0) {
      MESSAGE("SKIPPED: " << name << " is not installed");
      continue;
    }
    write_file(scratch.path() / "script", result.out);
    const std::string parse = name == "fish" ? " --no-execute" : " -n";
    const ShellResult parsed = shell(name + parse + " script", scratch.path());
    CHECK(parsed.code == 0);
    CHECK(parsed.err == "");
  }
}

TEST_CASE("bash completes commands, options and values") {
  const ScratchDirectory scratch;
  write_file(scratch.path() / "script", lockstep({"completions", "bash"}).out);
  const auto complete = [&](const std::string& words, const int index) {
    const ShellResult result =
        shell("bash -c 'source ./script; COMP_WORDS=(" + words +
                  "); COMP_CWORD=" + std::to_string(index) +
                  "; _lockstep; echo \"${COMPREPLY[*]}\"'",
              scratch.path());
    CHECK(result.err == "");
    return result.out;
  };
  CHECK(complete("lockstep de", 1) == "derive\n");
  CHECK(complete("lockstep cron c", 2) == "count compare check convert\n");
  CHECK(complete("lockstep derive --forma", 2) == "--format\n");
  CHECK(complete("lockstep derive --format j", 3) == "json\n");
  CHECK(
      complete("lockstep cron sort --measure count:", 4).starts_with("count"));
  CHECK(complete("lockstep completions f", 2) == "fish\n");
}

}  // namespace
}  // namespace lockstep::test
