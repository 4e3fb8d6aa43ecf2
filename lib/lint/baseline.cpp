// Fingerprints of findings that were there before, so that only new ones
// count. FNV-1a (64 bits) over length-prefixed fields.

#include <cstdint>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/passes.hpp"

namespace lockstep {
namespace {

class Fnv1a {
 public:
  void add(std::string_view field) {
    for (const char c : std::to_string(field.size()) + ':') add(c);
    for (const char c : field) add(c);
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  void add(char c) {
    hash_ ^= static_cast<unsigned char>(c);
    hash_ *= 0x100000001B3U;
  }
  std::uint64_t hash_ = 0xCBF29CE484222325U;
};

}  // namespace

std::string fingerprint(const Diagnostic& diagnostic) {
  Fnv1a hash;
  hash.add(diagnostic.rule);
  hash.add(std::to_string(diagnostic.nodes.size()));
  for (const std::string& node : diagnostic.nodes) hash.add(to_lower(node));
  for (const auto& [key, value] : diagnostic.parameters) {
    hash.add(key);
    hash.add(value);
  }
  return fmt::format("{:016x}", hash.value());
}

std::size_t apply_baseline(std::vector<Diagnostic>& findings,
                           std::span<const std::string> baseline) {
  const std::set<std::string, std::less<>> known(baseline.begin(),
                                                 baseline.end());
  std::set<std::string, std::less<>> matched;
  std::erase_if(findings, [&](const Diagnostic& finding) {
    std::string print = fingerprint(finding);
    const bool old = known.contains(print);
    if (old) matched.insert(std::move(print));
    return old && !is_reading_error(finding);
  });
  return known.size() - matched.size();
}

}  // namespace lockstep
