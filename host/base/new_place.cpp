#include "host/base/new_place.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_place(const fs::path& place, const std::string& why) {
  throw Failure(
      Exit::cannot_create,
      {"nothing can be written there", place.string(), {why}, "give another place with --out"});
}

}  // namespace

NewPlace::NewPlace(fs::path target, Rule rule)
    : target_(std::move(target)), rule_(std::move(rule)) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "folder/"
  is_free();
  fs::path parent = target_.parent_path();
  if (parent.empty()) parent = ".";
  std::error_code error;
  if (!fs::is_directory(parent, error)) refuse_place(target_, "its folder does not exist");
  std::string name = (parent / ".zeroth-new-XXXXXX").string();
  if (!::mkdtemp(name.data())) refuse_place(target_, std::strerror(errno));
  beside_ = name;
  made_ = beside_ / target_.filename();
}

NewPlace::~NewPlace() {
  std::error_code error;
  fs::remove_all(beside_, error);
}

/// @return false where something is there that may go.
bool NewPlace::is_free() const {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(target_, error);
  if (status.type() == fs::file_type::not_found) return true;
  if (!fs::is_symlink(status) && rule_.may_go && rule_.may_go(target_)) return false;
  throw Failure(Exit::cannot_create, {"there is something already",
                                      target_.string(),
                                      {rule_.why},
                                      "give another place with --out, or remove it"});
}

/// The old one goes to where the new one was made, and from there with all that is left.
void NewPlace::replace() {
  if (::renameat2(AT_FDCWD, made_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) return;
  // A file system that cannot exchange: for a moment there is none.
  const fs::path old = beside_ / ".old";
  std::error_code error;
  fs::rename(target_, old, error);
  if (!error) fs::rename(made_, target_, error);
  if (!error) return;
  std::error_code back;
  if (fs::exists(old, back)) fs::rename(old, target_, back);
  refuse_place(target_, error.message());
}

void NewPlace::keep() {
  if (!is_free()) return replace();
  std::error_code error;
  fs::rename(made_, target_, error);
  if (error) refuse_place(target_, error.message());
}

}  // namespace zeroth::host
