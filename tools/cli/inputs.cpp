#include "cli/inputs.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/glob.hpp"
#include "cli/parallel.hpp"
#include "cli/progress.hpp"
#include "load/loaders.hpp"

namespace lockstep::cli {
namespace {

namespace fs = std::filesystem;

/// A file to load and the loader that an include forces.
struct Item {
  std::string path;
  std::string format;
  friend auto operator<=>(const Item&, const Item&) = default;
};

bool is_directory(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path.empty() ? "." : path, error);
}

/// File names that may hold a known format, so that a search does not read
/// data files of many gigabytes only to look at their first bytes.
bool has_known_extension(std::string_view path) {
  constexpr std::string_view kExtensions[] = {".json", ".yaml", ".yml", ".py"};
  return std::any_of(
      std::begin(kExtensions), std::end(kExtensions),
      [&](std::string_view extension) { return path.ends_with(extension); });
}

/// `lockstep.yaml`, `../lockstep.yaml`... : the nearest one, as seen from here;
/// empty if there is none.
std::string find_project() {
  std::error_code error;
  std::string path(kProjectFile);
  for (fs::path here = fs::current_path(error); !error;
       here = here.parent_path()) {
    if (fs::exists(here / kProjectFile, error)) return path;
    if (here == here.parent_path()) break;
    path = "../" + path;
  }
  return {};
}

std::string project_here_or_above() {
  std::string path = find_project();
  if (!path.empty()) return path;
  throw UsageError(fmt::format(
      "no INPUT given and no {} here or above; name files or a directory, or "
      "write a project file with \"lockstep init\"",
      kProjectFile));
}

/// The project files below `directory`. One decides for everything below it.
void find_projects(const std::string& directory,
                   std::vector<std::string>& found) {
  const std::string here = join_path(directory, kProjectFile);
  std::error_code error;
  if (fs::exists(here, error)) {
    found.push_back(here);
    return;
  }
  for_each_entry(directory, [&](const std::string& path, bool is_below) {
    if (is_below) find_projects(path, found);
  });
}

void find_known(const std::string& directory, const Limits& limits,
                std::vector<std::string>& found) {
  for_each_entry(directory, [&](const std::string& path, bool is_below) {
    if (is_below) return find_known(path, limits, found);
    std::error_code error;
    if (!has_known_extension(path) || !fs::is_regular_file(path, error)) return;
    const Text text = read_file(path, limits.file_bytes);
    const Loader* const loader = sniff(path, text.view());
    if (loader != nullptr && loader->load != load_project_yaml) {
      found.push_back(path);
    }
  });
}

std::vector<std::string> loader_names() {
  std::vector<std::string> names;
  for (const Loader& loader : loaders()) names.emplace_back(loader.name);
  return names;
}

/// The files that a directory stands for.
std::vector<std::string> files_of(const std::string& directory,
                                  const Limits& limits) {
  std::vector<std::string> found;
  find_projects(directory, found);
  if (found.empty()) found = known_files(directory, limits);
  if (!found.empty()) return found;
  throw Failure(
      fmt::format("no inputs in directory {}: neither {} nor a file of a known "
                  "format ({})",
                  lockstep::quoted(directory.empty() ? "." : directory),
                  kProjectFile, fmt::join(loader_names(), ", ")));
}

/// What the operands name, sorted, each file once under its first path.
std::vector<std::string> expand(const Arguments& arguments,
                                const Limits& limits) {
  if (arguments.operands().empty()) return {project_here_or_above()};
  std::set<std::string> paths;
  for (const std::string& operand : arguments.operands()) {
    if (operand.empty()) throw UsageError("an INPUT is empty");
    const std::string path = clean_path(operand);
    if (!is_directory(path)) {
      paths.insert(path);
    } else {
      for (std::string& file : files_of(path, limits)) {
        paths.insert(std::move(file));
      }
    }
  }
  return {paths.begin(), paths.end()};
}

/// The loader that --input-format forces; empty: none is.
std::string forced_format(const Arguments& arguments) {
  const std::string name = arguments.choice("input-format", "");
  if (name.empty() || find_loader(name) != nullptr) return name;
  const std::vector<std::string> names = loader_names();
  const std::vector<std::string_view> views(names.begin(), names.end());
  throw UsageError(fmt::format("unknown format {} of --input-format{}: use {}",
                               lockstep::quoted(name), suggestion(name, views),
                               fmt::join(names, ", ")));
}

/// A file that is read but perhaps not loaded yet.
struct File {
  std::string path;
  std::string format;  ///< forced loader; empty: by content
  Text text;
  bool loaded = false;
};

/// What came out of one source.
struct Loaded {
  Draft draft;
  std::vector<Diagnostic> diagnostics;
  bool over_limit = false;
};

bool is_project(const File& file) {
  const Loader* const loader = file.format.empty()
                                   ? sniff(file.path, file.text.view())
                                   : find_loader(file.format);
  return loader != nullptr && loader->load == load_project_yaml;
}

/// Reads and loads files. Project files come first, because their includes
/// name more files and may say how a file is read; then all others at once,
/// the results in the order of their paths.
class Loading {
 public:
  explicit Loading(const Session& session)
      : session_(session),
        limits_(limits_of(session.arguments())),
        jobs_(session.arguments().number("jobs").value_or(machine_threads())) {}

  void run() {
    const std::string format = forced_format(session_.arguments());
    for (const std::string& path : expand(session_.arguments(), limits_)) {
      add_file(path, format);
    }
    const std::size_t given = files_.size();
    for (std::size_t i = 0; i < given; ++i) {
      if (is_project(files_[i])) load_project(files_[i]);
    }
    load_others();
  }

  Inputs take() { return std::move(inputs_); }

 private:
  void add_file(const std::string& path, const std::string& format) {
    if (path == "-") {
      files_.push_back(
          {path, format,
           read_stream(session_.streams().in, path, limits_.file_bytes)});
      return;
    }
    const auto [known, is_new] = known_.try_emplace(identify(path), nullptr);
    if (is_new) {
      files_.push_back({path, format, read_file(path, limits_.file_bytes)});
      known->second = &files_.back();
    } else if (!format.empty()) {
      known->second->format = format;
    }
  }

  void load_project(File& file) {
    if (inputs_.project_path.empty()) inputs_.project_path = file.path;
    const SourceId source = add_source(file, nullptr);
    take_over(load_alone(source));
    const Draft& draft = inputs_.drafts.back();
    for (const DraftInclude& include : draft.includes) {
      add_include(file.path, source, include);
    }
  }

  void add_include(const std::string& project, SourceId source,
                   const DraftInclude& include) {
    const std::string directory = parent_path(project);
    const std::string& pattern = include.pattern.value;
    const std::vector<std::string> paths = glob(directory, pattern);
    for (const std::string& path : paths) add_file(path, include.format);
    if (!paths.empty()) return;
    Diagnostic problem;
    problem.rule = "INP002";
    problem.where = include.pattern.where;
    problem.where.source = source;
    if (is_directory(join_path(directory, pattern))) {
      problem.message = lockstep::quoted(pattern) + " is a directory";
      problem.help = "write " + lockstep::quoted(pattern + "/**/*.json") +
                     " for all JSON files below it";
    } else {
      problem.message = "no file matches " + lockstep::quoted(pattern);
      problem.help = "paths are relative to the directory of " + project;
    }
    inputs_.diagnostics.push_back(std::move(problem));
  }

  void load_others() {
    if (inputs_.over_limit) return;
    std::vector<File*> others;
    std::size_t total = 0;
    for (File& file : files_) {
      if (file.loaded) continue;
      others.push_back(&file);
      total += file.text.view().size();
    }
    std::sort(others.begin(), others.end(),
              [](const File* a, const File* b) { return a->path < b->path; });
    Progress progress(session_, total);
    std::vector<SourceId> sources;
    for (File* const file : others)
      sources.push_back(add_source(*file, &progress));
    std::vector<Loaded> loaded(others.size());
    for_each_index(others.size(), jobs_,
                   [&](std::size_t i) { loaded[i] = load_alone(sources[i]); });
    for (Loaded& one : loaded) {
      if (!inputs_.over_limit) take_over(std::move(one));
    }
  }

  SourceId add_source(File& file, Progress* progress) {
    file.loaded = true;
    inputs_.texts.push_back(std::move(file.text));
    Text& text = inputs_.texts.back();
    Source source{file.path, text.view(), file.format, {}};
    // Only used while this file is loaded, so `progress` is there.
    source.on_progress = [&text, progress,
                          before = std::size_t{0}](std::size_t read) mutable {
      text.release(read);
      if (progress != nullptr) progress->advance(read - before);
      before = read;
    };
    return inputs_.sources.add(std::move(source));
  }

  /// What one source says, read without a look at the others.
  [[nodiscard]] Loaded load_alone(SourceId source) const {
    Loaded loaded;
    LoadContext context{inputs_.sources, limits_, loaded.diagnostics};
    loaded.draft = lockstep::load(source, context);
    loaded.over_limit = context.over_limit;
    return loaded;
  }

  void take_over(Loaded loaded) {
    inputs_.drafts.push_back(std::move(loaded.draft));
    std::ranges::move(loaded.diagnostics,
                      std::back_inserter(inputs_.diagnostics));
    inputs_.over_limit |= loaded.over_limit;
  }

  const Session& session_;
  Limits limits_;
  std::size_t jobs_;  ///< threads
  Inputs inputs_;
  std::deque<File> files_;  ///< stable addresses
  std::map<FileIdentity, File*> known_;
};

}  // namespace

bool has_project() { return !find_project().empty(); }

Inputs load_inputs(const Session& session) {
  Loading loading(session);
  loading.run();
  return loading.take();
}

std::vector<std::string> known_files(const std::string& directory,
                                     const Limits& limits) {
  std::vector<std::string> found;
  find_known(directory, limits, found);
  std::sort(found.begin(), found.end());
  return found;
}

Limits limits_of(const Arguments& arguments) {
  Limits limits;
  const auto set = [&](std::string_view option, std::size_t& limit) {
    if (const auto value = arguments.number(option)) limit = *value;
  };
  set("max-file-bytes", limits.file_bytes);
  set("max-depth", limits.depth);
  set("max-alias-nodes", limits.alias_nodes);
  set("max-name-bytes", limits.name_bytes);
  set("max-nodes", limits.nodes);
  return limits;
}

}  // namespace lockstep::cli
