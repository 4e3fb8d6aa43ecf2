#pragma once
// Where tests find files. Only paths.cpp knows the places as the build gives
// them, so that every other object is the same in every checkout.

#include <filesystem>

namespace lockstep::test {

/// The checkout.
[[nodiscard]] std::filesystem::path source_dir();
/// Real inputs beside the checkout; may be absent, then tests that read them
/// say SKIPPED.
[[nodiscard]] std::filesystem::path data_dir();
/// The built `lockstep`.
[[nodiscard]] std::filesystem::path binary_path();

}  // namespace lockstep::test
