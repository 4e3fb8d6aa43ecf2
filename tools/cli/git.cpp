#include "cli/git.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/file.hpp"

namespace lockstep::cli {
namespace {

namespace fs = std::filesystem;

/// Where a program reads and writes, and what it finds in its environment.
struct Run {
  std::string input = "/dev/null";
  std::string output = "/dev/null";
  std::string variable{};  ///< `NAME=value` over the environment; may be empty
};

/// The exit code of `git WORDS...`. Throws Failure if there is no git.
int run_git(std::vector<std::string> words, const Run& run) {
  words.insert(words.begin(), "git");
  std::vector<char*> arguments, variables;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::string variable = run.variable;
  if (!variable.empty()) variables.push_back(variable.data());
  for (char** entry = environ; *entry != nullptr; ++entry) {
    variables.push_back(*entry);
  }
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, run.input.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, run.output.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int error = posix_spawnp(&child, "git", &actions, nullptr,
                                 arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw system_failure("cannot run git", error);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string temporary_directory() {
  std::error_code error;
  std::string name =
      (fs::temp_directory_path(error) / "lockstep-XXXXXX").string();
  if (error || mkdtemp(name.data()) == nullptr) {
    throw system_failure("cannot make a temporary directory", errno);
  }
  return name;
}

/// The one line that `git WORDS...` prints; empty if it fails.
std::string ask_git(std::vector<std::string> words, const std::string& root) {
  Run run;
  run.output = root + "/answer";
  if (run_git(std::move(words), run) != 0) return {};
  const Text text = read_file(run.output, std::size_t{1} << 20);
  std::string_view line = text.view();
  if (line.ends_with('\n')) line.remove_suffix(1);
  return std::string(line);
}

}  // namespace

Revision::Revision(const std::string& name) : root_(temporary_directory()) {
  try {
    top_level_ = ask_git({"rev-parse", "--show-toplevel"}, root_);
    if (top_level_.empty()) {
      throw Failure("--new-only needs a git repository around this directory");
    }
    const std::string commit = ask_git({"rev-parse", "--verify", "--quiet",
                                        "--end-of-options", name + "^{commit}"},
                                       root_);
    if (commit.empty()) {
      throw UsageError(fmt::format("--new-only: git knows no revision {}",
                                   lockstep::quoted(name)));
    }
    const std::string prefix = ask_git({"rev-parse", "--show-prefix"}, root_);
    directory_ = root_ + "/tree/" + prefix;
    // An index of its own, so that the user's stays as it is; only the kinds
    // of files that can be inputs.
    Run run;
    run.variable = "GIT_INDEX_FILE=" + root_ + "/index";
    run.output = root_ + "/names";
    const bool listed =
        run_git({"read-tree", commit}, {.variable = run.variable}) == 0 &&
        run_git({"-C", top_level_, "ls-files", "-z", "--", "*.json", "*.yaml",
                 "*.yml", "*.py"},
                run) == 0;
    const bool written =
        listed && run_git({"-C", top_level_, "checkout-index", "-z", "--stdin",
                           "--prefix=" + root_ + "/tree/"},
                          {.input = run.output, .variable = run.variable}) == 0;
    if (!written) {
      throw Failure(fmt::format("git cannot give the files of revision {}",
                                lockstep::quoted(name)));
    }
  } catch (...) {
    std::error_code error;
    fs::remove_all(root_, error);
    throw;
  }
}

Revision::~Revision() {
  std::error_code error;
  fs::remove_all(root_, error);
}

std::string Revision::path_in_revision(const std::string& path) const {
  if (!path.starts_with(top_level_ + '/')) return path;
  return root_ + "/tree" + path.substr(top_level_.size());
}

}  // namespace lockstep::cli
