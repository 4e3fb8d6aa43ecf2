// Interning by a part of the content, then equality.
#include "align/source_table.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace lockstep {
namespace {

std::int64_t word(const RunSpan& span) {
  return (span.reference - span.from).count();
}

/// Enough of a function to tell most of them apart.
MemoKey content_key(const StepFunction& function) {
  constexpr std::size_t kPoints = 8;
  MemoKey key = {function.key_period, function.value_period,
                 static_cast<std::int64_t>(function.points.size())};
  for (std::size_t i = 0; i < function.points.size() && i < kPoints; ++i) {
    key.push_back(function.points[i].key);
    key.push_back(function.points[i].value);
  }
  return key;
}

}  // namespace

FunctionId SourceTable::intern(StepFunction&& function) {
  auto& bucket = by_content_[content_key(function)];
  for (const FunctionId id : bucket) {
    if (functions_[id.index()] == function) return id;
  }
  bucket.emplace_back(functions_.size());
  functions_.push_back(std::move(function));
  return bucket.back();
}

FunctionId SourceTable::identity_of(RunsId runs, const RunSpan& span) {
  MemoKey key = {lockstep::word(runs), word(span)};
  const auto found = identities_.find(key);
  if (found != identities_.end()) return found->second;
  const FunctionId id = intern(identity(runs_[runs.index()], span, foldings_));
  identities_.emplace(std::move(key), id);
  return id;
}

FunctionId SourceTable::image_of(FunctionId source, RunsId from, RunsId to,
                                 BindingId binding, const Reader& reader,
                                 const RunSpan& span) {
  MemoKey key = {lockstep::word(source), lockstep::word(from),
                 lockstep::word(to), lockstep::word(binding), word(span)};
  const auto found = images_.find(key);
  if (found != images_.end()) return found->second;
  const FunctionId id = intern(image(functions_[source.index()], reader,
                                     runs_[to.index()], span, foldings_));
  images_.emplace(std::move(key), id);
  return id;
}

std::vector<const StepFunction*> SourceTable::pointers_to(
    const std::vector<FunctionId>& ids) const {
  std::vector<const StepFunction*> functions;
  for (const FunctionId id : ids) functions.push_back(&(*this)[id]);
  return functions;
}

FunctionId SourceTable::oldest_of(std::vector<FunctionId> parts, RunsId runs,
                                  const RunSpan& span) {
  std::ranges::sort(parts);
  const auto rest = std::unique(parts.begin(), parts.end());
  parts.erase(rest, parts.end());
  if (parts.size() == 1) return parts.front();
  MemoKey key = {lockstep::word(runs), word(span)};
  for (const FunctionId part : parts) key.push_back(lockstep::word(part));
  const auto found = oldest_.find(key);
  if (found != oldest_.end()) return found->second;

  std::optional<StepFunction> result = (*this)[parts.front()];
  for (std::size_t i = 1; i < parts.size() && result; ++i) {
    result =
        least_of(*result, (*this)[parts[i]], kMaximumBreakpoints, foldings_);
  }
  if (!result) {
    const auto in_span = [&](FunctionId part) {
      return restrict_to_span((*this)[part], runs_[runs.index()], span);
    };
    result = in_span(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i) {
      result =
          least_of(*result, in_span(parts[i]), kMaximumBreakpoints, foldings_);
    }
  }
  const FunctionId id = intern(std::move(*result));
  oldest_.emplace(std::move(key), id);
  return id;
}

}  // namespace lockstep
