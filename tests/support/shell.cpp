// std::system and two files: enough for tests, and what a user types.
#include "support/shell.hpp"
#include "support/paths.hpp"

#include <stdlib.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

#include <doctest/doctest.h>

namespace lockstep::test {
namespace {

namespace fs = std::filesystem;

std::string in_quotes(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

struct Difference {
  int line = 0;
  std::string theirs, ours;
};

Difference first_difference(const std::string& expected,
                            const std::string& actual) {
  std::istringstream theirs(expected);
  std::istringstream ours(actual);
  Difference result;
  bool more = true;
  while (more && result.theirs == result.ours) {
    ++result.line;
    const bool more_theirs = bool(std::getline(theirs, result.theirs));
    const bool more_ours = bool(std::getline(ours, result.ours));
    if (!more_theirs) result.theirs = "(the end)";
    if (!more_ours) result.ours = "(the end)";
    more = more_theirs && more_ours;
  }
  return result;
}

}  // namespace

ShellResult shell(const std::string& command, const fs::path& directory) {
  const ScratchDirectory scratch;
  const fs::path out = scratch.path() / "out";
  const fs::path err = scratch.path() / "err";
  const std::string script = "cd " + in_quotes(directory.string()) +
                             " && unset NO_COLOR COLUMNS TZ" +
                             " && export LC_ALL=C PATH=" +
                             in_quotes(binary_path().parent_path().string()) +
                             ":\"$PATH\"\n" + command + "\n";
  const int status =
      std::system(("{ " + script + "}" + " >" + in_quotes(out.string()) +
                   " 2>" + in_quotes(err.string()) + " </dev/null")
                      .c_str());
  ShellResult result;
  result.code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = read_file(out);
  result.err = read_file(err);
  return result;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) FAIL("cannot read " << path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) FAIL("cannot write " << path.string());
}

ScratchDirectory::ScratchDirectory() {
  std::string name = (fs::temp_directory_path() / "lockstep-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("cannot make a directory like " + name);
  }
  path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void check_golden(const fs::path& path, const std::string& actual) {
  if (std::getenv("LOCKSTEP_UPDATE_GOLDEN") != nullptr) {
    write_file(path, actual);
    return;
  }
  const std::string expected = fs::exists(path) ? read_file(path) : "";
  if (actual == expected) return;
  const auto [line, theirs, ours] = first_difference(expected, actual);
  FAIL_CHECK(path.string() << ":" << line << ": expected\n  " << theirs
                           << "\nbut it is\n  " << ours
                           << "\n(LOCKSTEP_UPDATE_GOLDEN=1 rewrites the file)");
}

std::string without_versions(std::string text) {
  static const std::regex tool(R"re("version": ?"[^"]*")re");
  static const std::regex zones(R"re("tzdata": ?"[^"]*")re");
  text = std::regex_replace(text, tool, R"("version":"VERSION")");
  return std::regex_replace(text, zones, R"("tzdata":"TZDATA")");
}

}  // namespace lockstep::test
