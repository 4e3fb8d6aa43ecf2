#pragma once
// Where a command's product goes: standard output, or a file that appears
// whole or not at all (temporary file beside it, fsync, rename, fsync of the
// directory).

#include <string>
#include <string_view>

#include "cli/descriptor.hpp"

namespace lockstep::cli {

/// Nothing is opened before the first write. Without commit() a file stays as
/// it was. Devices and pipes named by `path` are written directly.
class Output {
 public:
  /// An empty `path` or `-`: the descriptor `standard_output`.
  Output(int standard_output, std::string path);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  [[nodiscard]] bool is_file() const { return !path_.empty(); }
  /// Throws Failure, or PipeClosed if the reader of standard output has gone.
  void write(std::string_view text);
  /// Makes the file appear, even if nothing was written. Throws Failure.
  void commit();

 private:
  void open();
  void open_temporary();
  [[noreturn]] void fail(int error_number) const;

  int standard_output_;
  std::string path_;       ///< as the user wrote it; empty: standard output
  std::string target_;     ///< what is replaced: links are followed
  std::string temporary_;  ///< beside it; empty: written directly
  Descriptor file_;
};

}  // namespace lockstep::cli
