// `lockstep init`: writes a project file that includes what a directory holds.

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/glob.hpp"
#include "cli/inputs.hpp"
#include "cli/subcommands.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {
namespace {

namespace fs = std::filesystem;

/// Plain where YAML reads it back as the same text, else in double quotes,
/// which YAML reads as JSON does.
std::string yaml_text(std::string_view text) {
  const bool plain = !text.empty() &&
                     std::isalpha(static_cast<unsigned char>(text[0])) != 0 &&
                     text.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
                         "WXYZ0123456789_-./") == std::string_view::npos;
  const std::string lower = to_lower(text);
  constexpr std::string_view kWords[] = {"true", "false", "yes", "no", "on",
                                         "off",  "null",  "y",   "n"};
  const bool word = std::find(std::begin(kWords), std::end(kWords), lower) !=
                    std::end(kWords);
  if (plain && !word) return std::string(text);
  std::string quoted_text;
  append_json_string(quoted_text, text);
  return quoted_text;
}

std::string directory_name(const std::string& directory) {
  std::error_code error;
  const fs::path path =
      fs::canonical(directory.empty() ? "." : directory, error);
  const std::string name = path.filename().string();
  return name.empty() ? "project" : name;
}

/// 1 January of the current year, as a date.
std::string first_day_of_year() {
  const auto today = std::chrono::floor<std::chrono::days>(clock_now());
  const auto year = std::chrono::year_month_day(today).year();
  return fmt::format("{}-01-01", static_cast<int>(year));
}

/// The inputs below `directory`, relative to it.
std::vector<std::string> inputs_below(const std::string& directory) {
  Limits limits;
  limits.file_bytes = static_cast<std::size_t>(-1);  // they are only sniffed
  std::vector<std::string> relative;
  for (const std::string& path : known_files(directory, limits)) {
    relative.push_back(directory.empty()
                           ? path
                           : path.substr(join_path(directory, "").size()));
  }
  return relative;
}

std::string project_text(const std::string& directory,
                         const std::vector<std::string>& inputs) {
  std::string text = fmt::format(
      "# \"lockstep schema\" describes every key.\n"
      "version: 1\n"
      "name: {}\n"
      "timezone: UTC\n"
      "as_of: {}\n"
      "include:\n",
      yaml_text(directory_name(directory)), first_day_of_year());
  for (const std::string& input : inputs) {
    text += fmt::format("  - {}\n", yaml_text(input));
  }
  return text;
}

}  // namespace

int init_command(Session& session) {
  const Arguments& arguments = session.arguments();
  const std::string directory =
      arguments.operands().empty() ? "" : clean_path(arguments.operands()[0]);
  const std::string path = join_path(directory, kProjectFile);
  std::error_code error;
  if (fs::exists(path, error) && !arguments.has("force")) {
    throw Failure(lockstep::quoted(path) +
                  " is there already; --force replaces it");
  }
  const std::vector<std::string> inputs = inputs_below(directory);
  if (inputs.empty()) {
    throw Failure(
        fmt::format("no input of a known format in {}",
                    lockstep::quoted(directory.empty() ? "." : directory)));
  }
  Output file(session.streams().out, path);
  file.write(project_text(directory, inputs));
  file.commit();
  session.note(fmt::format("lockstep: wrote {} with {} input{}",
                           lockstep::quoted(path), inputs.size(),
                           inputs.size() == 1 ? "" : "s"));
  return kOk;
}

}  // namespace lockstep::cli
