// `lockstep schema`: the JSON Schema of the project file.

#include "cli/failure.hpp"
#include "cli/session.hpp"
#include "cli/subcommands.hpp"
#include "load/load.hpp"

namespace lockstep::cli {

int schema_command(Session& session) {
  std::string text = project_schema();
  if (!text.ends_with('\n')) text += '\n';
  session.output().write(text);
  return kOk;
}

}  // namespace lockstep::cli
