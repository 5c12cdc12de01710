#include "host/catalog/trust.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <list>
#include <system_error>

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// As many as the kernel follows.
constexpr int kMostLinks = 40;

uid_t owner_of_program() {
  struct stat program {};
  return stat("/proc/self/exe", &program) == 0 ? program.st_uid : geteuid();
}

bool is_trusted(uid_t owner) {
  static const uid_t of_program = owner_of_program();
  return owner == 0 || owner == geteuid() || owner == of_program;
}

std::string user_name(uid_t user) {
  const passwd* entry = getpwuid(user);
  return entry ? entry->pw_name : std::to_string(user);
}

/// Whether the group is the owner's alone.
bool is_private(gid_t id, uid_t owner) {
  const struct group* entry = getgrgid(id);
  if (!entry || entry->gr_name != user_name(owner)) return false;
  for (char** member = entry->gr_mem; *member; ++member) {
    if (*member != user_name(owner)) return false;
  }
  return true;
}

/// What of a path is asked for.
enum class Role { on_the_way, holds_plugins, plugin };

std::string name_of(const fs::path& path, Role role) {
  return role == Role::plugin ? "the file" : path.string();
}

std::string complaint_about_mode(const fs::path& path, const struct stat& info, Role role) {
  const bool sticky_is_enough = role == Role::on_the_way && (info.st_mode & S_ISVTX);
  if ((info.st_mode & S_IWOTH) && !sticky_is_enough) {
    return fmt::format("everybody may write to {}: chmod o-w", name_of(path, role));
  }
  const bool by_group = (info.st_mode & S_IWGRP) && !is_private(info.st_gid, info.st_uid);
  if (role == Role::on_the_way || !by_group) return "";
  return fmt::format("a group may write to {}: chmod g-w", name_of(path, role));
}

std::string complaint_about_owner(const fs::path& path, const struct stat& info) {
  if (is_trusted(info.st_uid)) return "";
  return fmt::format("{} belongs to {}, who is neither you nor root", path.string(),
                     user_name(info.st_uid));
}

/// Walks from the root to a file, through every link.
class PathWalk {
 public:
  explicit PathWalk(Role last) : last_(last) {}

  void go(const fs::path& path) {
    std::error_code error;
    append(fs::absolute(path, error).lexically_normal(), rest_.end());
    look_at(here_, Role::on_the_way);
    while (!rest_.empty() && step()) {
    }
  }

  std::vector<std::string> take() { return std::move(complaints_); }

 private:
  /// Puts the names of a path in front of `before`.
  void append(const fs::path& path, std::list<fs::path>::iterator before) {
    for (const fs::path& part : path.relative_path()) {
      if (!part.empty()) rest_.insert(before, part);
    }
  }

  /// @return false when there is nothing more to see.
  bool step() {
    const fs::path name = rest_.front();
    rest_.pop_front();
    if (name == "." || name == "..") {
      if (name == "..") here_ = here_.parent_path();
      return true;
    }
    const fs::path next = here_ / name;
    struct stat info {};
    if (lstat(next.c_str(), &info) != 0) return false;  // whoever opens it says why
    if (S_ISLNK(info.st_mode)) return follow(next, info);
    here_ = next;
    look_at(here_, rest_.empty() ? last_ : Role::on_the_way);
    return true;
  }

  bool follow(const fs::path& link, const struct stat& info) {
    note(complaint_about_owner(link, info));
    std::error_code error;
    const fs::path target = fs::read_symlink(link, error);
    if (error || ++links_ > kMostLinks) return false;
    if (target.is_absolute()) here_ = "/";
    append(target, rest_.begin());
    return true;
  }

  void look_at(const fs::path& path, Role role) {
    struct stat info {};
    if (lstat(path.c_str(), &info) != 0) return;
    note(complaint_about_owner(path, info));
    note(complaint_about_mode(path, info, role));
  }

  void note(std::string complaint) {
    if (complaint.empty()) return;
    if (std::find(complaints_.begin(), complaints_.end(), complaint) != complaints_.end()) return;
    complaints_.push_back(std::move(complaint));
  }

  Role last_;
  fs::path here_ = "/";
  std::list<fs::path> rest_;
  int links_ = 0;
  std::vector<std::string> complaints_;
};

std::vector<std::string> complaints_about(const fs::path& path, Role role) {
  PathWalk walk(role);
  walk.go(path);
  return walk.take();
}

}  // namespace

std::vector<std::string> distrust_file(const fs::path& file) {
  return complaints_about(file, Role::plugin);
}

std::vector<std::string> distrust_folder(const fs::path& folder) {
  return complaints_about(folder, Role::holds_plugins);
}

}  // namespace zeroth::host
