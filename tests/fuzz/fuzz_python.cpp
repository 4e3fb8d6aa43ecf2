// Python files of any bytes: nothing is executed, nothing fails, every place
// lies in the file.

#include <cstdint>

#include "loaded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  lockstep::fuzz::load_and_check({reinterpret_cast<const char*>(data), size},
                                 "starlake_dag");
  return 0;
}
