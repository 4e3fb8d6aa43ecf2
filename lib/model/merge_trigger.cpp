// The trigger of one dataset: its text's names become inputs of the dataset.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/merge.hpp"
#include "model/trigger.hpp"

namespace lockstep {
namespace {

/// Turns a trigger's text into terms over the dataset's inputs.
class TriggerMerge {
 public:
  TriggerMerge(const Dataset& dataset, NodeId id, MergeContext& context)
      : dataset_(dataset), id_(id), context_(context) {}

  /// Nothing, and diagnostics, if it cannot be used.
  std::optional<Trigger> make(const Located<std::string>& text) {
    auto parsed = parse_trigger(text.value);
    if (!parsed) {
      report(text, parsed.error().offset, parsed.error().length,
             parsed.error().message,
             "write names joined by & and |, such as \"a & (b | c)\"");
      return std::nullopt;
    }
    Trigger trigger;
    trigger.mode = parsed->mode;
    trigger.declared = true;
    trigger.where = text.where;
    if (trigger.mode != TriggerMode::Expression) return trigger;
    trigger.text = text.value;
    for (const TriggerToken& token : parsed->terms) {
      trigger.terms.push_back({token.kind, {}});
      if (token.kind == TriggerTerm::Kind::Dataset) {
        trigger.terms.back().dataset = input(text, token, parsed->terms.size());
      }
    }
    return good_ ? std::optional(std::move(trigger)) : std::nullopt;
  }

 private:
  NodeId input(const Located<std::string>& text, const TriggerToken& token,
               std::size_t term_count) {
    const auto words = trigger_words();
    const NodeId id = context_.nodes.find(token.name);
    if (!id.valid()) {
      good_ = false;
      const std::string_view meant = did_you_mean(token.name, words);
      if (term_count == 1 && !meant.empty()) {
        report(text, token.offset, token.length,
               fmt::format("{} is no trigger{}", quoted(token.name),
                           suggestion(token.name, words)),
               "write aligned, all, any, none or an expression over inputs");
      } else {
        context_.unknown.push_back({token.name, "trigger", dataset_.name,
                                    place(text, token.offset, token.length)});
      }
      return {};
    }
    if (id != id_ &&
        std::ranges::binary_search(dataset_.inputs, id, {}, &Input::dataset)) {
      return id;
    }
    good_ = false;
    report(text, token.offset, token.length,
           id == id_ ? fmt::format("{} cannot start itself", quoted(token.name))
                     : fmt::format("{} is no input of {}", quoted(token.name),
                                   quoted(dataset_.name)),
           id == id_ ? "remove it from the trigger"
                     : "add it to \"inputs\" if its updates matter");
    return {};
  }

  static Location place(const Located<std::string>& text, std::size_t offset,
                        std::size_t length) {
    // The bytes of a text with escapes are not those of the source.
    if (text.where.length != text.value.size()) return text.where;
    return {text.where.source, text.where.offset + offset, length};
  }

  void report(const Located<std::string>& text, std::size_t offset,
              std::size_t length, std::string message, std::string help) {
    Diagnostic diagnostic;
    diagnostic.rule = "INP002";
    diagnostic.message = "trigger: " + std::move(message);
    diagnostic.where = place(text, offset, length);
    diagnostic.help = std::move(help);
    diagnostic.nodes = {dataset_.name};
    context_.diagnostics.push_back(std::move(diagnostic));
  }

  const Dataset& dataset_;
  NodeId id_;
  MergeContext& context_;
  bool good_ = true;
};

}  // namespace

Trigger merge_trigger(const Dataset& dataset, NodeId id,
                      const Located<std::string>* text, MergeContext& context) {
  if (text != nullptr) {
    if (auto trigger = TriggerMerge(dataset, id, context).make(*text)) {
      return std::move(*trigger);
    }
  }
  Trigger trigger;
  if (context.settings.default_trigger) {
    auto parsed = parse_trigger(context.settings.default_trigger->value);
    if (parsed) trigger.mode = parsed->mode;
  }
  return trigger;
}

}  // namespace lockstep
