#include "cli/emit_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/file.hpp"
#include "cli/glob.hpp"
#include "cli/output.hpp"

namespace lockstep::cli {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 28;

std::optional<std::string> read_if_there(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw system_failure("cannot read " + quoted(path), errno);
  }
  return std::string(read_file(path, kLargestFile).view());
}

void make_directory(const std::string& path) {
  if (path.empty() || mkdir(path.c_str(), 0777) == 0) return;
  if (errno == ENOENT) {
    make_directory(parent_path(path));
    if (mkdir(path.c_str(), 0777) == 0) return;
  }
  struct stat status {};
  const int error = errno;
  if (error == EEXIST && stat(path.c_str(), &status) == 0 &&
      S_ISDIR(status.st_mode)) {
    return;
  }
  throw system_failure("cannot make the directory " + quoted(path), error);
}

void write_whole(const std::string& path, const std::string& text) {
  Output output(-1, path);
  output.write(text);
  output.commit();
}

bool is_directory(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::vector<std::string> foreign_files(const EmitFolder& folder) {
  std::vector<std::string> foreign;
  if (!is_directory(folder.path)) return foreign;
  for_each_entry(folder.path, [&](const std::string& path, bool directory) {
    const std::string name = path.substr(folder.path.size() + 1);
    if (directory || name == kManifestName || folder.present.contains(name)) {
      return;
    }
    foreign.push_back(name);
  });
  return foreign;
}

}  // namespace

EmitFolder read_folder(const std::string& path,
                       const std::vector<OutputFile>& files) {
  EmitFolder folder;
  folder.path = path.empty() ? "." : path;
  while (folder.path.size() > 1 && folder.path.ends_with('/')) {
    folder.path.pop_back();
  }
  const std::string manifest_path = join_path(folder.path, kManifestName);
  if (const auto text = read_if_there(manifest_path)) {
    auto manifest = parse_manifest(*text);
    if (!manifest) {
      throw Failure("cannot use " + quoted(manifest_path) + ": " +
                    manifest.error());
    }
    folder.manifest = std::move(*manifest);
  }
  const auto read = [&](const std::string& name) {
    if (folder.present.contains(name)) return;
    if (auto text = read_if_there(join_path(folder.path, name))) {
      folder.present.emplace(name, std::move(*text));
    }
  };
  for (const OutputFile& file : files) read(file.path);
  if (folder.manifest) {
    for (const auto& [name, file] : folder.manifest->files) read(name);
  }
  folder.foreign = foreign_files(folder);
  return folder;
}

void write_folder(const EmitFolder& folder,
                  const std::vector<PlannedFile>& planned, Manifest manifest,
                  bool prune) {
  make_directory(folder.path);
  const auto text_of = [&](const PlannedFile& file) {
    return file.file != nullptr ? sha256(file.file->text) : std::string();
  };
  Manifest between = manifest;
  for (const PlannedFile& file : planned) {
    const auto present = folder.present.find(file.path);
    const std::string before =
        present == folder.present.end() ? "" : sha256(present->second);
    if (file.file != nullptr) {
      manifest.files[file.path] = {text_of(file), ""};
      between.files[file.path] = {text_of(file), before};
    } else {
      between.files[file.path] = {before, ""};
      if (!prune || file.fate == FileFate::Edited) {
        manifest.files[file.path] = folder.manifest->files.at(file.path);
      }
    }
  }
  const std::string path = join_path(folder.path, kManifestName);
  write_whole(path, print(between));
  for (const PlannedFile& file : planned) {
    const std::string target = join_path(folder.path, file.path);
    if (file.fate == FileFate::New || file.fate == FileFate::Changed) {
      make_directory(parent_path(target));
      write_whole(target, file.file->text);
    } else if (prune && file.fate == FileFate::Stale) {
      if (unlink(target.c_str()) != 0 && errno != ENOENT) {
        throw system_failure("cannot delete " + quoted(target), errno);
      }
    }
  }
  write_whole(path, print(manifest));
}

}  // namespace lockstep::cli
