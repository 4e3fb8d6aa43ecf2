#include "cli/file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/descriptor.hpp"
#include "cli/failure.hpp"

namespace lockstep::cli {
namespace {

/// A mapped file that another program cuts short raises SIGBUS on the next
/// access. There is no way back into the reader, only a message.
void leave_on_bus_error(int) {
  constexpr std::string_view kMessage =
      "lockstep: an input file was cut short while it was read\n";
  static_cast<void>(write_all(STDERR_FILENO, kMessage));
  _exit(kCouldNotRun);
}

[[noreturn]] void fail(const std::string& path, int error_number) {
  throw system_failure("cannot read " + quoted(path), error_number);
}

[[noreturn]] void fail_size(const std::string& path, std::size_t limit) {
  throw Failure(fmt::format(
      "{} is larger than {} bytes; --max-file-bytes lifts the limit",
      path == "-" ? "standard input" : quoted(path), limit));
}

}  // namespace

Text::Text(Text&& other) noexcept
    : view_(std::exchange(other.view_, {})),
      buffer_(std::exchange(other.buffer_, nullptr)),
      mapping_(std::exchange(other.mapping_, nullptr)),
      released_(other.released_) {}

Text::~Text() {
  std::free(buffer_);
  if (mapping_ != nullptr) munmap(mapping_, view_.size());
}

void Text::release(std::size_t offset) {
  if (mapping_ == nullptr) return;
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t end = std::min(offset, view_.size()) / page * page;
  if (end <= released_) return;
  madvise(mapping_ + released_, end - released_, MADV_DONTNEED);
  released_ = end;
}

void Text::map(int descriptor, std::size_t size, const std::string& path) {
  void* const start =
      mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (start == MAP_FAILED) fail(path, errno);
  std::signal(SIGBUS, leave_on_bus_error);
  madvise(start, size, MADV_SEQUENTIAL);
  mapping_ = static_cast<char*>(start);
  view_ = {mapping_, size};
}

FileIdentity identify(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) fail(path, errno);
  return {status.st_dev, status.st_ino};
}

Text read_file(const std::string& path, std::size_t limit) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) fail(path, errno);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) fail(path, errno);
  if (S_ISDIR(status.st_mode)) fail(path, EISDIR);
  if (S_ISREG(status.st_mode)) {
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size > limit) fail_size(path, limit);
    if (size >= kMappedFrom) {
      Text text;
      text.map(file.get(), size, path);
      return text;
    }
  }
  return read_stream(file.get(), path, limit);
}

Text read_stream(int descriptor, const std::string& name, std::size_t limit) {
  Text text;
  std::size_t size = 0, capacity = 0;
  for (;;) {
    if (size == capacity) {
      capacity = std::max(std::size_t{64} << 10, capacity * 2);
      char* const larger =
          static_cast<char*>(std::realloc(text.buffer_, capacity));
      if (larger == nullptr) throw std::bad_alloc();
      text.buffer_ = larger;
    }
    const std::size_t got =
        read_some(descriptor, text.buffer_ + size, capacity - size, name);
    if (got == 0) break;
    size += got;
    if (size > limit) fail_size(name, limit);
  }
  text.view_ = {text.buffer_, size};
  return text;
}

}  // namespace lockstep::cli
