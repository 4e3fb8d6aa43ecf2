#pragma once
// Source times of all jobs as functions of their runs, equal ones once.

#include <deque>
#include <span>
#include <vector>

#include "align/image.hpp"
#include "align/memo.hpp"
#include "align/reader.hpp"
#include "align/step_function.hpp"

namespace lockstep {

/// Computes functions from functions. Spans matter only where something does
/// not repeat.
class SourceTable {
 public:
  /// Both must outlive this.
  SourceTable(std::span<const RunSequence> runs, FoldingTable& foldings)
      : runs_(runs), foldings_(foldings) {}

  /// Stays where it is.
  [[nodiscard]] const StepFunction& operator[](FunctionId id) const {
    return functions_[id.index()];
  }
  [[nodiscard]] std::vector<const StepFunction*> pointers_to(
      const std::vector<FunctionId>& ids) const;

  /// A different value for every run: the source time of a root.
  FunctionId identity_of(RunsId runs, const RunSpan& span);
  /// `source`, a function of the runs of `from`, at the runs of `to`.
  FunctionId image_of(FunctionId source, RunsId from, RunsId to,
                      BindingId binding, const Reader& reader,
                      const RunSpan& span);
  /// The least of several functions of the runs of one job.
  FunctionId oldest_of(std::vector<FunctionId> parts, RunsId runs,
                       const RunSpan& span);

 private:
  FunctionId intern(StepFunction&& function);

  std::span<const RunSequence> runs_;
  FoldingTable& foldings_;
  std::deque<StepFunction> functions_;
  Memo<FunctionId> identities_, images_, oldest_;
  Memo<std::vector<FunctionId>> by_content_;
};

}  // namespace lockstep
