#pragma once
// What must hold of every load, whatever the bytes were.

#include <cassert>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "load/load.hpp"

namespace lockstep::fuzz {

/// Like assert, in every build.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

struct Loaded {
  Draft draft;
  std::vector<Diagnostic> diagnostics;
  bool over_limit = false;
};

inline void check_location(const Location& where, std::string_view text) {
  if (!where.valid()) return;
  require(where.offset <= text.size(), "a place begins in the text");
  require(where.length <= text.size() - where.offset,
          "a place ends in the text");
}

inline void check_name(std::string_view name) {
  require(!name.empty(), "names are not empty");
  require(name.size() <= Limits{}.name_bytes, "names are within the limit");
  require(is_utf8(name), "names are UTF-8");
}

inline void check_diagnostic(const Diagnostic& diagnostic,
                             std::string_view text) {
  require(diagnostic.rule.starts_with("INP"), "loaders report INP rules");
  require(!diagnostic.message.empty(), "problems have a message");
  require(is_utf8(diagnostic.message), "messages are UTF-8");
  require(diagnostic.message.find('\n') == std::string::npos,
          "messages are one line");
  check_location(diagnostic.where, text);
  for (const Note& note : diagnostic.notes) check_location(note.where, text);
}

/// Loads `text` with the loader `format` and checks the outcome.
inline Loaded load_and_check(std::string_view text, std::string_view format) {
  Loaded loaded;
  Sources sources;
  const SourceId source = sources.add({.path = "input",
                                       .text = text,
                                       .format = std::string(format),
                                       .on_progress = {}});
  // Small limits are reached by small inputs.
  Limits limits;
  limits.depth = 100;
  limits.alias_nodes = 1'000;
  LoadContext context{sources, limits, loaded.diagnostics};
  loaded.draft = load(source, context);
  loaded.over_limit = context.over_limit;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    check_diagnostic(diagnostic, text);
  }
  for (const DraftDataset& dataset : loaded.draft.datasets) {
    check_name(dataset.name);
    check_location(dataset.where, text);
    for (const DraftCron& cron : dataset.crons) {
      check_location(cron.text.where, text);
      require(is_utf8(cron.text.value), "crons are UTF-8");
      require(!cron.zone || is_utf8(cron.zone->value), "zones are UTF-8");
    }
    for (const DraftInput& input : dataset.inputs) {
      check_name(input.dataset.value);
      check_location(input.dataset.where, text);
    }
  }
  return loaded;
}

}  // namespace lockstep::fuzz
