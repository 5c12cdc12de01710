#pragma once

#include <filesystem>
#include <string>

namespace zeroth::host {

/// A file or a folder that appears complete or not at all: it is made beside its place, and moved
/// there when all of it has been checked.
class NewPlace {
 public:
  /// @throws Failure(cannot_create) where there is something at `target` already, or nothing can be
  /// made there.
  explicit NewPlace(std::filesystem::path target);
  /// What was not moved is removed.
  ~NewPlace();
  NewPlace(const NewPlace&) = delete;
  NewPlace& operator=(const NewPlace&) = delete;

  /// Where it is made, under its own name.
  const std::filesystem::path& path() const { return made_; }
  /// Moves it to its place.  @throws Failure(cannot_create).
  void keep();

 private:
  void expect_free() const;

  std::filesystem::path target_, beside_, made_;
};

}  // namespace zeroth::host
