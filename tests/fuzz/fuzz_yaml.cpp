// YAML and JSON files of datasets and projects: the first byte says which of
// the two loaders reads the rest.

#include <cstdint>

#include "loaded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  lockstep::fuzz::load_and_check(
      {reinterpret_cast<const char*>(data) + 1, size - 1},
      data[0] == 'p' ? "project" : "datasets");
  return 0;
}
