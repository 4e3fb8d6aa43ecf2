// What the documents show is what the program prints: every block marked
// `console` is run from the top of the sources and compared; its lines after
// `$ ` are commands, the others what they print (standard error after standard
// output). Links between documents must point at files that exist.

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "load/load.hpp"
#include "support/paths.hpp"
#include "support/shell.hpp"

using namespace lockstep::test;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = source_dir();

std::vector<fs::path> documents() {
  std::vector<fs::path> result = {"README.md", "CONTRIBUTING.md",
                                  "lib/README.md"};
  for (const auto& entry : fs::directory_iterator(kSource / "docs")) {
    if (entry.path().extension() == ".md") {
      result.push_back(fs::path("docs") / entry.path().filename());
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

// The block as the program would have it: commands kept, outputs made anew.
std::string replay(const std::string& block) {
  std::string result;
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("$ ")) continue;
    const ShellResult run = shell(line.substr(2), kSource);
    result += line + "\n" + run.out + run.err;
  }
  return result;
}

struct Document {
  std::string as_written;
  std::string as_run;
  int blocks = 0;
};

Document run_blocks(const fs::path& path) {
  static const std::string kOpen = "```console\n";
  static const std::string kClose = "```\n";
  Document document;
  document.as_written = read_file(kSource / path);
  const std::string& text = document.as_written;
  std::size_t done = 0;
  for (std::size_t at; (at = text.find(kOpen, done)) != std::string::npos;) {
    const std::size_t begin = at + kOpen.size();
    const std::size_t end = text.find(kClose, begin);
    REQUIRE(end != std::string::npos);
    document.as_run += text.substr(done, begin - done);
    document.as_run += replay(text.substr(begin, end - begin));
    done = end;
    ++document.blocks;
  }
  document.as_run += text.substr(done);
  return document;
}

}  // namespace

TEST_CASE("documents show what the program prints") {
  int blocks = 0;
  for (const fs::path& path : documents()) {
    const Document document = run_blocks(path);
    blocks += document.blocks;
    check_golden(kSource / path, document.as_run);
  }
  CHECK(blocks >= 2);
}

TEST_CASE("the README's library example is the one that is built") {
  const std::string readme = read_file(kSource / "README.md");
  for (const char* name : {"consumer.cpp", "CMakeLists.txt"}) {
    INFO(name);
    const std::string text = read_file(kSource / "tests/install" / name);
    CHECK(readme.find("\n" + text + "```\n") != std::string::npos);
  }
}

TEST_CASE("the reference pages are those of the field tables") {
  check_golden(kSource / "docs/project-file.md", lockstep::project_reference());
  check_golden(kSource / "docs/lockstep.schema.json",
               lockstep::project_schema());
}

TEST_CASE("links between documents lead somewhere") {
  static const std::regex kLink(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  for (const fs::path& path : documents()) {
    const std::string text = read_file(kSource / path);
    for (std::sregex_iterator it(text.begin(), text.end(), kLink), end;
         it != end; ++it) {
      const fs::path target = (kSource / path).parent_path() / (*it)[1].str();
      INFO(path.string(), " links to ", (*it)[1].str());
      CHECK(fs::exists(target));
    }
  }
}
