#pragma once
// Which joins can read one root in two versions at all, told from the shape of
// the lineage: source times are computed for those alone.

#include <cstdint>
#include <vector>

#include "align/memo.hpp"
#include "lint/context.hpp"

namespace lockstep {

/// The ways from roots to jobs over jobs that run as often, each with a number:
/// equal numbers stand for equal source times. O(edges * roots of a job).
class EvenWays {
 public:
  explicit EvenWays(const LintContext& ctx);

  /// False: every root comes to the node in one way.
  [[nodiscard]] bool differ(NodeId node) const { return differ_[node.index()]; }

 private:
  struct Way {
    NodeId root;
    std::int64_t number = 0;
    friend auto operator<=>(const Way&, const Way&) = default;
  };
  /// Of one node, sorted by root; none if there are too many.
  struct Ways {
    std::vector<Way> ways;
    bool complete = true;
  };

  void find(const LintContext& ctx, NodeId node);
  void append(const LintContext& ctx, const AlignedEdge& edge, Ways& ways);
  std::int64_t number_of(MemoKey key);

  std::vector<Ways> ways_;    ///< by node
  std::vector<bool> differ_;  ///< by node
  Memo<std::int64_t> numbers_;
};

}  // namespace lockstep
