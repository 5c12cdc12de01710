#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace zeroth::host {

/// A file or a folder that appears complete or not at all: it is made beside its place, and moved
/// there when all of it has been checked.
class NewPlace {
 public:
  /// What becomes of something that is at the place already.
  struct Rule {
    std::string why;  ///< said where it stays: "an export replaces nothing"
    /// Whether it may go, which it does in the moment in which the new one comes. Never a link.
    std::function<bool(const std::filesystem::path&)> may_go = {};
  };

  /// @throws Failure(cannot_create) where there is something at `target` already that may not go,
  /// or nothing can be made there.
  NewPlace(std::filesystem::path target, Rule rule);
  /// What was not moved is removed.
  ~NewPlace();
  NewPlace(const NewPlace&) = delete;
  NewPlace& operator=(const NewPlace&) = delete;

  /// Where it is made, under its own name.
  const std::filesystem::path& path() const { return made_; }
  /// Moves it to its place.  @throws Failure(cannot_create).
  void keep();

 private:
  bool is_free() const;
  void replace();

  std::filesystem::path target_, beside_, made_;
  Rule rule_;
};

}  // namespace zeroth::host
