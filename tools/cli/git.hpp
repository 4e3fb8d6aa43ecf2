#pragma once
// The inputs as they were at a revision, for findings that are new since then.
// Asks the program git; the index and the working tree stay as they are.

#include <string>

namespace lockstep::cli {

/// Text files of a revision in a temporary directory, which goes with it.
class Revision {
 public:
  /// The repository around the working directory at `name`: a branch, a tag,
  /// a commit. Throws UsageError for an unknown name, Failure without git or
  /// outside of a repository.
  explicit Revision(const std::string& name);
  Revision(const Revision&) = delete;
  Revision& operator=(const Revision&) = delete;
  ~Revision();

  /// What the working directory was; may not exist at that revision.
  [[nodiscard]] const std::string& directory() const { return directory_; }
  /// The same for a path in the repository, if it is absolute; others stay.
  [[nodiscard]] std::string path_in_revision(const std::string& path) const;

 private:
  std::string root_;       ///< of the temporary directory
  std::string top_level_;  ///< of the repository
  std::string directory_;
};

}  // namespace lockstep::cli
