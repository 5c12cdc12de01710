#include "host/export/new_place.h"

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

NewPlace::NewPlace(fs::path target) : target_(std::move(target)) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "folder/"
  expect_free();
  fs::path parent = target_.parent_path();
  if (parent.empty()) parent = ".";
  std::error_code error;
  if (!fs::is_directory(parent, error)) refuse_place(target_, "its folder does not exist");
  std::string name = (parent / ".zeroth-export-XXXXXX").string();
  if (!::mkdtemp(name.data())) refuse_place(target_, std::strerror(errno));
  beside_ = name;
  made_ = beside_ / target_.filename();
}

NewPlace::~NewPlace() {
  std::error_code error;
  fs::remove_all(beside_, error);
}

void NewPlace::expect_free() const {
  std::error_code error;
  if (fs::symlink_status(target_, error).type() == fs::file_type::not_found) return;
  throw Failure(Exit::cannot_create, {"there is something already",
                                      target_.string(),
                                      {"an export replaces nothing"},
                                      "give another place with --out, or remove it"});
}

void NewPlace::keep() {
  expect_free();
  std::error_code error;
  fs::rename(made_, target_, error);
  if (error) refuse_place(target_, error.message());
}

}  // namespace zeroth::host
