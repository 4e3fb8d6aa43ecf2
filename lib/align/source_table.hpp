#pragma once
// Source times of all jobs as functions of their runs, equal ones once.

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
  /// Both vectors must outlive this; `functions` receives the results.
  SourceTable(const std::vector<RunSequence>& runs,
              std::vector<StepFunction>& functions)
      : runs_(runs), functions_(functions) {}

  /// A different value for every run: the source time of a root.
  FunctionId identity_of(RunsId runs, const RunSpan& span);
  /// `source`, a function of the runs of `from`, at the runs of `to`.
  FunctionId image_of(FunctionId source, RunsId from, RunsId to,
                      BindingId binding, const Reader& reader,
                      const RunSpan& span);
  /// The least or greatest of several functions of the runs of one job.
  FunctionId combined(std::vector<FunctionId> parts, RunsId runs, Pick pick,
                      const RunSpan& span);

 private:
  FunctionId intern(StepFunction&& function);

  const std::vector<RunSequence>& runs_;
  std::vector<StepFunction>& functions_;
  Memo<FunctionId> identities_, images_, combined_;
  Memo<std::vector<FunctionId>> by_content_;
};

}  // namespace lockstep
