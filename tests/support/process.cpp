#include "support/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>

#include "support/paths.hpp"
#include "support/shell.hpp"

namespace lockstep::test {
namespace {

void require(int error, const char* what) {
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), what);
  }
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

/// What the child does with its descriptors before it starts.
class FileActions {
 public:
  FileActions() { require(posix_spawn_file_actions_init(&actions_), "init"); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }

  void open(int descriptor, const std::filesystem::path& path, int flags) {
    require(posix_spawn_file_actions_addopen(&actions_, descriptor,
                                             path.c_str(), flags, 0600),
            "addopen");
  }
  void change_directory(const std::filesystem::path& path) {
    if (path.empty()) return;
    require(posix_spawn_file_actions_addchdir_np(&actions_, path.c_str()),
            "addchdir");
  }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const {
    return &actions_;
  }

 private:
  posix_spawn_file_actions_t actions_;
};

pid_t spawn(const std::vector<std::string>& arguments,
            const ProcessOptions& options, const FileActions& actions) {
  std::vector<std::string> words = {binary_path()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = {"LC_ALL=C", "PATH=/usr/bin:/bin"};
  variables.insert(variables.end(), options.variables.begin(),
                   options.variables.end());
  pid_t child = -1;
  require(posix_spawn(&child, binary_path().c_str(), actions.get(), nullptr,
                      pointers(words).data(), pointers(variables).data()),
          "posix_spawn");
  return child;
}

}  // namespace

ProcessResult lockstep(const std::vector<std::string>& arguments,
                       const ProcessOptions& options) {
  const ScratchDirectory scratch;
  const auto in = scratch.path() / "in";
  const auto out = scratch.path() / "out";
  const auto err = scratch.path() / "err";
  write_file(in, options.input);
  FileActions actions;
  actions.open(STDIN_FILENO, in, O_RDONLY);
  actions.open(STDOUT_FILENO, options.output.empty() ? out : options.output,
               O_WRONLY | O_CREAT);
  actions.open(STDERR_FILENO, err, O_WRONLY | O_CREAT);
  actions.change_directory(options.directory);

  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const pid_t child = spawn(arguments, options, actions);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) require(errno, "wait4");

  ProcessResult result;
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  result.code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  result.peak_kilobytes = usage.ru_maxrss;
#endif
  if (options.output.empty()) result.out = read_file(out);
  result.err = read_file(err);
  return result;
}

}  // namespace lockstep::test
