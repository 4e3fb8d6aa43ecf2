#include "cli/fix.hpp"

#include <fmt/format.h>

#include "cli/output.hpp"
#include "load/loaders.hpp"

namespace lockstep::cli {
namespace {

bool is_generated(const Source& source) {
  const Loader* const loader = source.format.empty()
                                   ? sniff(source.path, source.text)
                                   : find_loader(source.format);
  return loader != nullptr &&
         (loader->load == load_task_deps || loader->load == load_starlake_dag);
}

}  // namespace

FixPlan fixes_for(const Session& session, const Inputs& inputs,
                  const std::vector<Diagnostic>& findings) {
  FixOptions options;
  options.with_unsafe = session.arguments().has("unsafe-fixes");
  options.editable = [&](SourceId id) {
    const Source& source = inputs.sources[id];
    return source.path != "-" && !is_generated(source);
  };
  return plan_fixes(findings, inputs.sources, options);
}

void write_fixes(const Session& session, const Inputs& inputs,
                 const FixPlan& plan) {
  for (const SourceEdits& edits : plan.sources) {
    const Source& source = inputs.sources[edits.source];
    const std::string text = apply_edits(source.text, edits.edits);
    Output file(session.streams().out, source.path);
    file.write(text);
    file.commit();
  }
}

std::string show_fixes(const Inputs& inputs, const FixPlan& plan) {
  std::string patch;
  for (const SourceEdits& edits : plan.sources) {
    const Source& source = inputs.sources[edits.source];
    patch += unified_diff(source.path, source.text, edits.edits);
  }
  return patch;
}

void note_fixes(const Session& session, std::size_t mended,
                const FixPlan& left) {
  const auto say = [&](std::size_t count, std::string_view rest) {
    if (count == 0) return;
    session.note(fmt::format("lockstep: {} finding{} {}", count,
                             count == 1 ? "" : "s", rest));
  };
  say(mended, "mended");
  say(left.unsafe, "can be mended with --unsafe-fixes: ticks may change");
  say(left.generated, "to be mended where the input is generated");
}

}  // namespace lockstep::cli
