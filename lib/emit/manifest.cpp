// Parsing trusts nothing: a manifest is a file like any other.
#include "emit/manifest.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/sha256.hpp"
#include "base/text.hpp"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string();
}

/// A path that stays inside the folder.
bool is_inside(std::string_view path) {
  return !path.empty() && path[0] != '/' && path != ".." &&
         !path.starts_with("../") &&
         path.find("/../") == std::string_view::npos && !path.ends_with("/..");
}

FileFate fate_of(const OutputFile& file,
                 const std::optional<Manifest>& manifest,
                 const std::map<std::string, std::string>& present) {
  const auto found = present.find(file.path);
  if (found == present.end()) return FileFate::New;
  if (found->second == file.text) return FileFate::Same;
  if (!manifest || !manifest->files.contains(file.path)) {
    return FileFate::Foreign;
  }
  const ManifestFile& known = manifest->files.at(file.path);
  const std::string digest = sha256(found->second);
  return digest == known.sha256 || digest == known.previous ? FileFate::Changed
                                                            : FileFate::Edited;
}

}  // namespace

std::string print(const Manifest& manifest) {
  Json files = Json::array();
  for (const auto& [path, file] : manifest.files) {
    Json entry{{"path", path}, {"sha256", file.sha256}};
    if (!file.previous.empty()) entry["previous"] = file.previous;
    files.push_back(std::move(entry));
  }
  const Json json{
      {"version", 1},
      {"tool", {{"name", "lockstep"}, {"version", manifest.version}}},
      {"target", manifest.target},
      {"target_version", manifest.target_version},
      {"files", std::move(files)}};
  return json.dump(2) + "\n";
}

Expected<Manifest, std::string> parse_manifest(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("files") ||
      !json["files"].is_array()) {
    return Unexpected{std::string("it is no manifest of lockstep")};
  }
  if (!json.contains("version") || json["version"] != 1) {
    return Unexpected{std::string("another version of lockstep wrote it")};
  }
  Manifest manifest;
  manifest.target = text_of(json, "target");
  manifest.target_version = text_of(json, "target_version");
  if (json.contains("tool") && json["tool"].is_object()) {
    manifest.version = text_of(json["tool"], "version");
  }
  for (const Json& entry : json["files"]) {
    const std::string path = entry.is_object() ? text_of(entry, "path") : "";
    if (!is_inside(path)) {
      return Unexpected{"it names " + lockstep::quoted(path) +
                        ", which is no path inside the folder"};
    }
    manifest.files[path] = {text_of(entry, "sha256"),
                            text_of(entry, "previous")};
  }
  return manifest;
}

std::vector<PlannedFile> plan(
    const std::vector<OutputFile>& files,
    const std::optional<Manifest>& manifest,
    const std::map<std::string, std::string>& present) {
  std::vector<PlannedFile> planned;
  for (const OutputFile& file : files) {
    planned.push_back({file.path, fate_of(file, manifest, present), &file});
  }
  if (manifest) {
    for (const auto& [path, known] : manifest->files) {
      const bool made =
          std::ranges::find(files, path, &OutputFile::path) != files.end();
      const auto found = present.find(path);
      if (made || found == present.end()) continue;
      const std::string digest = sha256(found->second);
      const bool ours = digest == known.sha256 || digest == known.previous;
      planned.push_back(
          {path, ours ? FileFate::Stale : FileFate::Edited, nullptr});
    }
  }
  std::ranges::sort(planned, {}, &PlannedFile::path);
  return planned;
}

std::optional<std::pair<std::string, std::string>> colliding_paths(
    const std::vector<OutputFile>& files) {
  std::map<std::string, std::string> seen;
  for (const OutputFile& file : files) {
    const auto [first, added] =
        seen.try_emplace(to_lower(file.path), file.path);
    if (!added) return std::pair(first->second, file.path);
  }
  return std::nullopt;
}

}  // namespace lockstep
