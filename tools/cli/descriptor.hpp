#pragma once
// Owned file descriptors and the two loops every Unix program needs: read and
// write that survive interruption and partial transfers.

#include <cstddef>
#include <string_view>
#include <utility>

namespace lockstep::cli {

/// Closes its descriptor. -1: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] explicit operator bool() const { return number_ >= 0; }
  /// Closes now; returns the errno value of a failed close, or 0.
  int close();

 private:
  int number_ = -1;
};

/// Reads once, at most `size` bytes; 0 at the end. Throws Failure about `name`.
[[nodiscard]] std::size_t read_some(int descriptor, char* buffer,
                                    std::size_t size, std::string_view name);

/// Writes everything; returns 0 or the errno value.
[[nodiscard]] int write_all(int descriptor, std::string_view text);

}  // namespace lockstep::cli
