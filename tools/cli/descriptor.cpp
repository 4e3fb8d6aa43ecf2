#include "cli/descriptor.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/text.hpp"
#include "cli/failure.hpp"

namespace lockstep::cli {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() { close(); }

int Descriptor::close() {
  if (number_ < 0) return 0;
  return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno;
}

std::size_t read_some(int descriptor, char* buffer, std::size_t size,
                      std::string_view name) {
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) {
      throw system_failure("cannot read " + quoted(name), errno);
    }
  }
}

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

Failure system_failure(std::string_view what, int error_number) {
  // The category's text starts with a capital; our messages do not.
  std::string why = std::generic_category().message(error_number);
  if (!why.empty()) why.front() = to_lower(why.substr(0, 1)).front();
  return Failure(std::string(what) + ": " + why);
}

}  // namespace lockstep::cli
