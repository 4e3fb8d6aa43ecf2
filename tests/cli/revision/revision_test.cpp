// lint --new-only: findings that a git revision does not have.

#include <doctest/doctest.h>

#include <string>

#include "support/shell.hpp"

namespace lockstep::test {
namespace {

constexpr const char* kOld =
    "version: 1\ndatasets:\n  a.b: {cron: \"*/7 * * * *\"}\n";
constexpr const char* kNew =
    "version: 1\n# moved down\ndatasets:\n  a.b: {cron: \"*/7 * * * *\"}\n"
    "  a.c: {cron: \"*/9 * * * *\"}\n";

/// A repository whose first commit has etl/lockstep.yaml with one finding.
struct Repository : ScratchDirectory {
  bool there = shell("command -v git", path()).code == 0;

  Repository() {
    if (!there) {
      MESSAGE("SKIPPED: no git");
      return;
    }
    write_file(path() / "etl/lockstep.yaml", kOld);
    CHECK(run("git init -q . && git add . && git -c user.name=n "
              "-c user.email=n@example.org commit -qm first",
              ".")
              .code == 0);
  }
  [[nodiscard]] ShellResult run(const std::string& command,
                                const std::string& below = "etl") const {
    return shell("export GIT_CONFIG_GLOBAL=/dev/null TMPDIR=" +
                     (path() / "etl").string() + "\n" + command,
                 path() / below);
  }
};

TEST_CASE("only what is new since a revision counts") {
  const Repository repository;
  if (!repository.there) return;
  const ShellResult same = repository.run("lockstep lint --new-only HEAD");
  CHECK(same.code == 0);
  CHECK(same.err == "lockstep: 1 left out, found at \"HEAD\" too\n");
  write_file(repository.path() / "etl/lockstep.yaml", kNew);
  for (const char* const operand :
       {"", "lockstep.yaml", "$PWD/lockstep.yaml", "../etl"}) {
    CAPTURE(operand);
    const ShellResult result = repository.run(
        std::string("lockstep lint --new-only HEAD --format github ") +
        operand);
    CHECK(result.code == 1);
    CHECK(result.out.find("a.c") == std::string::npos);
    CHECK(result.out.find("*/9") != std::string::npos);
    CHECK(result.out.find("*/7") == std::string::npos);
  }
  // The index and the temporary directory are as they were.
  CHECK(repository.run("git status --short").out == " M lockstep.yaml\n");
  CHECK(repository.run("ls -A").out == "lockstep.yaml\n");
}

TEST_CASE("inputs that the revision does not have are new") {
  const Repository repository;
  if (!repository.there) return;
  write_file(repository.path() / "new/lockstep.yaml", kOld);
  CHECK(repository.run("lockstep lint --new-only HEAD", "new").code == 1);
  CHECK(repository.run("lockstep lint --new-only HEAD ../new").code == 1);
}

TEST_CASE("revisions and places that do not exist") {
  const Repository repository;
  if (!repository.there) return;
  const ShellResult unknown = repository.run("lockstep lint --new-only nope");
  CHECK(unknown.code == 2);
  CHECK(unknown.err.starts_with(
      "lockstep: --new-only: git knows no revision \"nope\"\n"));
  const ScratchDirectory outside;
  write_file(outside.path() / "lockstep.yaml", kOld);
  const ShellResult none =
      shell("GIT_CEILING_DIRECTORIES=/ lockstep lint --new-only HEAD",
            outside.path());
  CHECK(none.code == 3);
  CHECK(none.err ==
        "lockstep: --new-only needs a git repository around this directory\n");
}

}  // namespace
}  // namespace lockstep::test
