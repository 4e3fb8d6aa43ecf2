// The checks on the project itself.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checks.hpp"
#include "support/paths.hpp"

namespace lockstep::tidy {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = test::source_dir();

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE_MESSAGE(in, path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Texts that people write; fixtures and corpora may offend on purpose.
std::vector<fs::path> sources() {
  constexpr std::string_view kFolders[] = {"lib", "tools", "tests",
                                           "benchmarks", "docs"};
  constexpr std::string_view kExtensions[] = {".hpp", ".cpp", ".cmake", ".txt",
                                              ".sh",  ".py",  ".md"};
  std::vector<fs::path> result;
  for (const std::string_view folder : kFolders) {
    if (!fs::exists(kRoot / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const std::string path = entry.path().string();
      if (!entry.is_regular_file() ||
          path.find("/corpus/") != std::string::npos) {
        continue;
      }
      if (std::ranges::count(kExtensions, entry.path().extension()) > 0) {
        result.push_back(entry.path());
      }
    }
  }
  std::ranges::sort(result);
  return result;
}

TEST_CASE("every source text passes every check") {
  const std::vector<fs::path> paths = sources();
  CHECK(paths.size() > 50);  // the walk found the project
  for (const fs::path& path : paths) {
    const std::string name = path.lexically_relative(kRoot).generic_string();
    for (const std::string& problem : check_file(name, read(path))) {
      FAIL_CHECK(problem);
    }
  }
}

TEST_CASE("every rule has a page and every page a rule") {
  const fs::path lint = kRoot / "lib/lint";
  std::set<std::string> pages;
  for (const auto& entry : fs::directory_iterator(lint / "docs")) {
    pages.insert(entry.path().stem().string());
  }
  const std::vector<std::string> rules = rule_ids(read(lint / "rules.cpp"));
  CHECK(!rules.empty());
  CHECK(std::set(rules.begin(), rules.end()) == pages);
}

}  // namespace
}  // namespace lockstep::tidy
