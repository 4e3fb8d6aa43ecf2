#pragma once
// Reading inputs: small files and pipes whole, big files memory-mapped so that
// what was read can be given back at once. Every way in which a file can
// refuse has its own message.

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace lockstep::cli {

/// Files from this size on are mapped.
inline constexpr std::size_t kMappedFrom = std::size_t{8} << 20;

/// The content of one input. The view stays valid when a Text is moved.
class Text {
 public:
  Text() = default;
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  Text(Text&& other) noexcept;
  Text& operator=(Text&&) = delete;
  ~Text();

  [[nodiscard]] std::string_view view() const { return view_; }
  /// Gives the pages before `offset` back to the system; they are read from
  /// the file again should somebody look. Nothing happens to a text that is
  /// not mapped.
  void release(std::size_t offset);

 private:
  friend Text read_file(const std::string&, std::size_t);
  friend Text read_stream(int, const std::string&, std::size_t);
  void map(int descriptor, std::size_t size, const std::string& path);

  std::string_view view_;
  char* buffer_ = nullptr;   ///< from malloc; or
  char* mapping_ = nullptr;  ///< from mmap
  std::size_t released_ = 0;
};

/// Which file a name stands for: equal for one file under two names.
struct FileIdentity {
  dev_t device = 0;
  ino_t number = 0;
  friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};
/// Follows links. Throws Failure if there is no such file.
[[nodiscard]] FileIdentity identify(const std::string& path);

/// Reads a file or a named pipe. Throws Failure: missing, a directory, no
/// permission, larger than `limit` (checked before a byte is read), unreadable.
[[nodiscard]] Text read_file(const std::string& path, std::size_t limit);
/// Reads to the end of a pipe or terminal; `name` is for messages.
[[nodiscard]] Text read_stream(int descriptor, const std::string& name,
                               std::size_t limit);

}  // namespace lockstep::cli
