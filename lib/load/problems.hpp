#pragma once
// The diagnostics of one input, without its echoes: a lineage file repeats a
// subtree up to a hundred times, and each mistake in it.

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "load/text_map.hpp"

namespace lockstep {

/// Collects problems in the order in which they are found. An equal message is
/// shown once with the number of its echoes, and of one rule at most kShown.
class Problems {
 public:
  static constexpr std::size_t kShown = 100;

  /// `map` leads from the places of problems to their source.
  explicit Problems(const TextMap& map) : map_(map) {}

  void error(std::string_view rule, std::string message, Place place,
             std::string help = {});
  void add(Diagnostic diagnostic);
  /// Appends everything to `diagnostics`; once, at the end.
  void flush(std::vector<Diagnostic>& diagnostics);

  [[nodiscard]] const TextMap& map() const { return map_; }

 private:
  struct Shown {
    Diagnostic diagnostic;
    std::size_t echoes = 0;
  };
  struct OfRule {
    std::size_t shown = 0;
    std::size_t hidden = 0;
    Diagnostic first_hidden;
  };

  OfRule& of_rule(const std::string& rule);

  const TextMap& map_;
  std::vector<Shown> shown_;
  std::unordered_map<std::string, std::size_t> by_message_;
  std::vector<std::pair<std::string, OfRule>> rules_;  // few, in order
};

}  // namespace lockstep
