#include "cli/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/text.hpp"
#include "cli/failure.hpp"

namespace lockstep::cli {
namespace {

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// The file that `path` stands for, through symbolic links, so that writing
/// through a link keeps the link.
std::string resolve_links(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(
      realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : path;
}

}  // namespace

Output::Output(int standard_output, std::string path)
    : standard_output_(standard_output),
      path_(path == "-" ? std::string() : std::move(path)) {}

Output::~Output() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void Output::write(std::string_view text) {
  if (!is_file()) {
    const int error = write_all(standard_output_, text);
    if (error == EPIPE) throw PipeClosed();
    if (error != 0) throw system_failure("cannot write the output", error);
    return;
  }
  if (!file_) open();
  const int error = write_all(file_.get(), text);
  if (error == EPIPE) throw PipeClosed();
  if (error != 0) fail(error);
}

void Output::commit() {
  if (!is_file()) return;
  if (!file_) open();
  if (temporary_.empty()) {
    if (const int error = file_.close(); error != 0) fail(error);
    return;
  }
  if (fsync(file_.get()) != 0) fail(errno);
  if (const int error = file_.close(); error != 0) fail(error);
  if (rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno);
  temporary_.clear();
  // The data is safe; a directory that cannot be synced is no reason to fail.
  const Descriptor directory(::open(directory_of(target_).c_str(),
                                    O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory) static_cast<void>(fsync(directory.get()));
}

void Output::open() {
  target_ = resolve_links(path_);
  struct stat status {};
  const bool exists = stat(target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail(EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    file_ = Descriptor(::open(target_.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file_) fail(errno);
    return;
  }
  if (exists && access(target_.c_str(), W_OK) != 0) fail(errno);
  open_temporary();
  if (exists && fchmod(file_.get(), status.st_mode & 07777) != 0) fail(errno);
}

void Output::open_temporary() {
  // One name a process: a file of that name is left from a crash of a process
  // with our number, so it may go.
  const std::string name = target_ + ".lockstep-" + std::to_string(getpid());
  unlink(name.c_str());
  file_ = Descriptor(
      ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file_) fail(errno);
  temporary_ = name;
}

void Output::fail(int error_number) const {
  throw system_failure("cannot write " + quoted(path_), error_number);
}

}  // namespace lockstep::cli
