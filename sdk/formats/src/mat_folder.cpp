#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/error.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/mat_folder.h>

#include <algorithm>
#include <utility>

namespace zeroth::formats {
namespace {

namespace fs = std::filesystem;

bool has_all(const std::vector<std::string>& present, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    return std::find(present.begin(), present.end(), name) != present.end();
  });
}

}  // namespace

MatFolder::MatFolder(fs::path directory) : directory_(std::move(directory)) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(directory_, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".mat") paths.push_back(entry->path());
  }
  if (error) {
    throw Error(Fault::no_input,
                {"cannot look into a directory", directory_.string(), {error.message()}, ""});
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) look_into(path);
}

void MatFolder::look_into(const fs::path& file) {
  const std::string name = file.filename().string();
  try {
    files_.push_back({name, MatFile(file).names()});
  } catch (const Error& error) {
    const auto& why = error.problem().why;
    left_out_.push_back(fmt::format("{} ({})", name, fmt::join(why, "; ")));
  }
}

std::optional<std::string> MatFolder::holder_of(const std::vector<std::string>& variables,
                                                const std::string& usual) const {
  const File* found = nullptr;
  for (const File& one : files_) {
    if (!has_all(one.variables, variables)) continue;
    if (!found || one.name == usual) found = &one;
  }
  return found ? std::optional(found->name) : std::nullopt;
}

std::string MatFolder::find(const std::string& variable, const std::string& usual) const {
  if (const auto holder = holder_of({variable}, usual)) return *holder;
  std::vector<std::string> why = {
      fmt::format("{} .mat files were looked at", files_.size() + left_out_.size())};
  if (!left_out_.empty()) why.push_back(left_out());
  throw Error(Fault::no_input, {fmt::format("no MATLAB file here has \"{}\"", variable),
                                directory_.string(), why, "give the directory of a data set"});
}

std::string MatFolder::left_out() const {
  if (left_out_.empty()) return "";
  return fmt::format("left out, since they cannot be read: {}", fmt::join(left_out_, ", "));
}

}  // namespace zeroth::formats
