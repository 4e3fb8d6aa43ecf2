#include "cli/baseline.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/file.hpp"
#include "cli/glob.hpp"
#include "lint/rule.hpp"
#include "load/load.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {
namespace {

constexpr int kVersion = 1;

[[noreturn]] void fail(const std::string& path, std::string_view why) {
  throw Failure(
      fmt::format("{} is no baseline: {}; \"lockstep lint --write-baseline "
                  "FILE\" writes one",
                  lockstep::quoted(path), why));
}

}  // namespace

std::string baseline_path(const Arguments& arguments, const Project& project,
                          const std::string& project_path) {
  if (const auto path = arguments.text("baseline")) return *path;
  const std::string& named = project.settings.lint.baseline;
  if (named.empty()) return {};
  return join_path(parent_path(project_path), named);
}

std::vector<std::string> read_baseline(const std::string& path) {
  const Text text = read_file(path, Limits().file_bytes);
  const std::string_view view = text.view();
  const auto document =
      nlohmann::json::parse(view.begin(), view.end(), nullptr, false);
  if (!document.is_object()) fail(path, "not a JSON object");
  if (document.value("version", nlohmann::json()) != kVersion) {
    fail(path, fmt::format("\"version\" is not {}", kVersion));
  }
  const auto findings = document.find("findings");
  if (findings == document.end() || !findings->is_array()) {
    fail(path, "there is no list \"findings\"");
  }
  std::vector<std::string> fingerprints;
  for (const auto& finding : *findings) {
    if (!finding.is_object() || !finding.contains("fingerprint") ||
        !finding["fingerprint"].is_string()) {
      fail(path, "a finding has no \"fingerprint\"");
    }
    fingerprints.push_back(finding["fingerprint"].get<std::string>());
  }
  return fingerprints;
}

void write_baseline(const Session& session, const std::string& path,
                    const std::vector<Diagnostic>& findings) {
  std::map<std::string, const Diagnostic*> distinct;
  for (const Diagnostic& finding : findings) {
    if (finding.rule.starts_with("INP")) continue;
    distinct.emplace(fingerprint(finding), &finding);
  }
  JsonWriter json;
  json.begin_object().key("version").number(kVersion);
  json.key("findings").begin_array();
  for (const auto& [print, finding] : distinct) {
    json.line().begin_object().key("fingerprint").string(print);
    json.key("rule").string(finding->rule);
    json.key("nodes").strings(finding->nodes).end_object();
  }
  json.end_array().end_object();
  Output file(session.streams().out, path);
  file.write(json.take() + "\n");
  file.commit();
  session.note(fmt::format("lockstep: wrote {} finding{} to {}",
                           distinct.size(), distinct.size() == 1 ? "" : "s",
                           lockstep::quoted(path)));
}

}  // namespace lockstep::cli
