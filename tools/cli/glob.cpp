#include "cli/glob.hpp"

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "cli/failure.hpp"

namespace lockstep::cli {
namespace {

namespace fs = std::filesystem;

bool is_pattern(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

std::string or_here(const std::string& directory) {
  return directory.empty() ? "." : directory;
}

bool is_directory(const std::string& path) {
  std::error_code error;
  return fs::is_directory(or_here(path), error);
}

/// Anything that can be read as a file: a named pipe, too.
bool is_readable_as_file(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error) && !fs::is_directory(path, error);
}

/// What a pattern finds: never a pipe, which would block.
bool is_file(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

/// The components of a path without empty ones and `.`.
std::vector<std::string> components_of(std::string_view path) {
  std::vector<std::string> components;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view component = path.substr(0, end);
    if (!component.empty() && component != ".") {
      components.emplace_back(component);
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return components;
}

struct Entry {
  std::string name;
  bool is_directory;
};

std::vector<Entry> entries_of(const std::string& directory) {
  std::vector<Entry> entries;
  std::error_code error;
  fs::directory_iterator iterator(or_here(directory), error);
  for (; !error && iterator != fs::directory_iterator();
       iterator.increment(error)) {
    std::error_code ignored;
    entries.push_back(
        {iterator->path().filename().string(),
         iterator->symlink_status(ignored).type() == fs::file_type::directory});
  }
  if (error) {
    throw system_failure(
        "cannot read directory " + lockstep::quoted(or_here(directory)),
        error.value());
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

/// One past the `]` that closes the class at pattern[0] == '[', 0 if none
/// does; then the bracket stands for itself.
std::size_t class_length(std::string_view pattern) {
  const std::size_t first = pattern.starts_with("[!") ? 3 : 2;
  const std::size_t end = pattern.find(']', first);
  return end == std::string_view::npos ? 0 : end + 1;
}

bool in_class(std::string_view inside, char c) {
  const bool negated = inside.starts_with('!');
  if (negated) inside.remove_prefix(1);
  bool found = false;
  while (!inside.empty()) {
    const bool range = inside.size() >= 3 && inside[1] == '-';
    const char last = range ? inside[2] : inside[0];
    found = found || (inside[0] <= c && c <= last);
    inside.remove_prefix(range ? 3 : 1);
  }
  return found != negated;
}

/// Bytes of `pattern` that match the one byte `c`; 0 if none do.
std::size_t match_one(std::string_view pattern, char c) {
  if (pattern.empty()) return 0;
  if (pattern[0] == '?') return 1;
  if (pattern[0] == '[') {
    const std::size_t length = class_length(pattern);
    if (length > 0) {
      return in_class(pattern.substr(1, length - 2), c) ? length : 0;
    }
  }
  return pattern[0] == c ? 1 : 0;
}

/// Expands the components of a pattern one after the other.
class Expansion {
 public:
  explicit Expansion(std::vector<std::string> components)
      : components_(std::move(components)) {}

  void run(const std::string& directory, std::size_t index) {
    const std::string& component = components_[index];
    const bool last = index + 1 == components_.size();
    if (component == "**") return descend(directory, index);
    if (!is_pattern(component)) {
      return step(join_path(directory, component), last, index);
    }
    for (const Entry& entry : entries_of(directory)) {
      if (matches_component(component, entry.name)) {
        step(join_path(directory, entry.name), last, index);
      }
    }
  }

  std::vector<std::string> take() {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void step(const std::string& path, bool last, std::size_t index) {
    if (last && is_file(path)) found_.push_back(path);
    if (!last && is_directory(path)) run(path, index + 1);
  }

  /// `**`: the rest of the pattern here and in every directory below. Depth
  /// is that of the file system, whose paths are bounded.
  void descend(const std::string& directory, std::size_t index) {
    const bool last = index + 1 == components_.size();
    if (!last) run(directory, index + 1);
    for_each_entry(directory, [&](const std::string& path, bool is_below) {
      if (is_below) {
        descend(path, index);
      } else if (last && is_file(path)) {
        found_.push_back(path);
      }
    });
  }

  std::vector<std::string> components_;
  std::vector<std::string> found_;
};

}  // namespace

bool matches_component(std::string_view pattern, std::string_view name) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  // Greedy with one point of return, the last star: O(pattern * name).
  std::size_t p = 0, n = 0;
  std::size_t star = std::string_view::npos, star_name = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
    } else if (const std::size_t length = match_one(pattern.substr(p), name[n]);
               length > 0) {
      p += length;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++star_name;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string> glob(const std::string& directory,
                              const std::string& pattern) {
  const bool absolute = pattern.starts_with('/');
  const std::string base = absolute ? "/" : directory;
  const std::string exact = join_path(base, clean_path(pattern));
  if (is_readable_as_file(exact)) return {exact};
  if (!is_pattern(pattern)) return {};
  std::vector<std::string> components = components_of(pattern);
  // `**/**` finds what `**` finds.
  components.erase(std::unique(components.begin(), components.end(),
                               [](const std::string& a, const std::string& b) {
                                 return a == "**" && b == "**";
                               }),
                   components.end());
  Expansion expansion(std::move(components));
  if (is_directory(base)) expansion.run(base, 0);
  return expansion.take();
}

void for_each_entry(
    const std::string& directory,
    const std::function<void(const std::string&, bool)>& visit) {
  for (const Entry& entry : entries_of(directory)) {
    if (entry.name.starts_with('.')) continue;
    visit(join_path(directory, entry.name), entry.is_directory);
  }
}

std::string join_path(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (name.starts_with('/')) path.clear();
  if (!path.empty() && !path.ends_with('/')) path += '/';
  return path.append(name);
}

std::string clean_path(std::string_view path) {
  std::string clean = path.starts_with('/') ? "/" : "";
  for (const std::string& component : components_of(path)) {
    clean = join_path(clean, component);
  }
  // Only `-` itself is standard input.
  return clean == "-" && path != "-" ? "./-" : clean;
}

std::string parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return std::string(path.substr(0, std::max<std::size_t>(slash, 1)));
}

}  // namespace lockstep::cli
