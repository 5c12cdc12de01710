#include "host/import/pictures.h"

#include <fmt/format.h>
#include <zeroth/formats/csv_text.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/mapped_file.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "host/base/lower_case.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Empty where the image lies in no folder.
std::string folder_of(const std::string& image) {
  const auto slash = image.find('/');
  return slash == std::string::npos ? "" : image.substr(0, slash);
}

/// The lines of a list of pictures.
class ListReader {
 public:
  explicit ListReader(const fs::path& list) : list_(list) {
    formats::expect_data_file(list, "give the name of a file that is there");
    const formats::MappedFile mapped = formats::map_file(list);
    records_ = formats::csv_records({mapped.data, mapped.size}, list);
    if (records_.empty()) refuse(1, "it is empty");
    find_columns();
  }

  Pictures read(const fs::path& directory) const {
    Pictures pictures;
    std::vector<std::string> names;
    std::set<fs::path> once;
    for (auto record = records_.begin() + has_header_; record != records_.end(); ++record) {
      names.push_back(field(*record, path_, "path"));
      pictures.classes.push_back(field(*record, class_, "class"));
      std::error_code ignored;  // what is not there is told with all the others
      if (!once.insert(fs::weakly_canonical(directory / names.back(), ignored)).second) {
        refuse(record->line, fmt::format("\"{}\" comes twice, so it could be trained on and tested",
                                         names.back()));
      }
    }
    if (names.empty()) refuse(1, "it names no pictures");
    pictures.images = images_named(names, directory, list_);
    return pictures;
  }

 private:
  void find_columns() {
    const auto& titles = records_.front().fields;
    const auto column_of = [&](auto wanted) {
      return std::find_if(titles.begin(), titles.end(),
                          [&](const std::string& title) {
                            return wanted(lower_case(std::string(formats::csv_trimmed(title))));
                          }) -
             titles.begin();
    };
    const auto size = static_cast<std::ptrdiff_t>(titles.size());
    const auto class_column = column_of([](const std::string& title) { return title == "class"; });
    has_header_ = class_column < size;
    if (!has_header_) return;
    static const std::set<std::string> kPaths = {"path", "image", "file"};
    const auto path_column =
        column_of([](const std::string& title) { return kPaths.count(title) != 0; });
    if (path_column == size) refuse(1, "none of its columns is called path, image or file");
    path_ = static_cast<std::size_t>(path_column), class_ = static_cast<std::size_t>(class_column);
  }

  std::string field(const formats::CsvRecord& record, std::size_t column, const char* what) const {
    const bool too_many = !has_header_ && record.fields.size() > 2;
    if (column >= record.fields.size() || too_many) {
      refuse(record.line, fmt::format("it has {} fields", record.fields.size()));
    }
    std::string text(formats::csv_trimmed(record.fields[column]));
    if (text.empty()) refuse(record.line, fmt::format("its {} is empty", what));
    return text;
  }

  [[noreturn]] void refuse(std::size_t line, const std::string& why) const {
    throw Failure(Exit::bad_data, {"cannot read the list of pictures",
                                   fmt::format("{}:{}", list_.string(), line),
                                   {why},
                                   "write a line for each picture: its path, a comma, its class"});
  }

  const fs::path& list_;
  std::vector<formats::CsvRecord> records_;
  std::size_t path_ = 0, class_ = 1;
  bool has_header_ = false;
};

}  // namespace

Pictures pictures_in(const fs::path& directory) {
  Pictures pictures{images_in(directory), {}};
  for (const std::string& image : pictures.images.names) {
    pictures.classes.push_back(folder_of(image));
    if (!pictures.classes.back().empty()) continue;
    throw Failure(Exit::bad_data, {"an image lies in no class folder",
                                   (directory / image).string(),
                                   {"the folder of an image names its class"},
                                   "put the images of each class into a folder of the class's "
                                   "name, or name the classes with --list"});
  }
  return pictures;
}

Pictures pictures_listed(const fs::path& list, const fs::path& directory) {
  return ListReader(list).read(directory);
}

std::vector<std::string> folders_without(const Pictures& pictures, const fs::path& directory) {
  const std::set<std::string> classes(pictures.classes.begin(), pictures.classes.end());
  std::vector<std::string> found;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(directory, unreadable)) {
    const std::string name = entry.path().filename().string();
    if (classes.count(name) == 0 && entry.is_directory(unreadable)) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace zeroth::host
