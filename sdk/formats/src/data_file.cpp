#include <zeroth/error.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/regular_file.h>

namespace zeroth::formats {

void expect_data_file(const std::filesystem::path& path, const std::string& fix) {
  const RegularFile file(path);
  if (file) return;
  std::error_code unreadable;
  const bool is_other = std::filesystem::exists(path, unreadable);
  throw Error(Fault::no_input,
              {is_other ? "cannot open a data file" : "a data file is missing",
               path.string(),
               {file.why()},
               is_other ? "copy the data into a regular file, and give that" : fix});
}

std::string directory_name(const std::filesystem::path& root) {
  const auto path = root.lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

}  // namespace zeroth::formats
