#pragma once
// The runs of all jobs, equal ones once.

#include <vector>

#include "align/binding.hpp"
#include "align/memo.hpp"
#include "align/run_builder.hpp"
#include "align/start.hpp"

namespace lockstep {

/// Finds the runs of nodes whose inputs it knows.
class RunTable {
 public:
  /// All must outlive this; `bindings` and the vector of runs that result must
  /// not move while it works.
  RunTable(const Project& project, const Derivation& derivation,
           const ReadEdges& read, std::vector<RunSequence>& runs)
      : project_(project), derivation_(derivation), read_(read), runs_(runs) {}

  /// The runs of `node` if all of them take `duration`. `known`: those of the
  /// nodes before it, index = NodeId. `span`: where they do not repeat.
  RunsId find(NodeId node, seconds duration, const std::vector<RunsId>& known,
              const RunSpan& span);

 private:
  RunsId intern(RunSequence&& runs);
  [[nodiscard]] StartRule rule_of(NodeId node, const std::vector<NodeId>& slots,
                                  const std::vector<RunsId>& known) const;

  const Project& project_;
  const Derivation& derivation_;
  const ReadEdges& read_;
  std::vector<RunSequence>& runs_;
  Memo<RunsId> found_;
  Memo<std::vector<RunsId>> by_content_;
};

}  // namespace lockstep
