#include "support/paths.hpp"

namespace lockstep::test {

std::filesystem::path source_dir() { return LOCKSTEP_SOURCE_DIR; }

std::filesystem::path data_dir() {
  return source_dir() / ".." / "shared" / "data";
}

std::filesystem::path binary_path() { return LOCKSTEP_BINARY; }

}  // namespace lockstep::test
