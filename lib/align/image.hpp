#pragma once
// Carries source times along an edge: from the runs of an input to the runs of
// the job that reads it.

#include <cstdint>
#include <optional>

#include "align/reader.hpp"
#include "align/run_builder.hpp"
#include "align/step_function.hpp"

namespace lockstep {

/// No function that repeats has more breakpoints than this.
inline constexpr std::int64_t kMaximumBreakpoints = 32'768;

/// A different instant for every run: its tick, which is the source time of a
/// root; of a sensor its start. Over the span if the runs do not repeat or are
/// too many.
[[nodiscard]] StepFunction identity(const RunSequence& runs,
                                    const RunSpan& span,
                                    FoldingTable& foldings);

/// `function` of the newest run that each run of `reader` binds; where nothing
/// is bound, as at the run before. Goes through the breakpoints or through the
/// runs, whichever are fewer. Repeats if all that it depends on does, folded if
/// with the calendar; otherwise it covers the runs in `span`.
[[nodiscard]] StepFunction image(const StepFunction& function,
                                 const Reader& reader, const RunSequence& runs,
                                 const RunSpan& span, FoldingTable& foldings);

/// The part of `function` that the runs in the span need.
[[nodiscard]] StepFunction restrict_to_span(const StepFunction& function,
                                            const RunSequence& runs,
                                            const RunSpan& span);

}  // namespace lockstep
