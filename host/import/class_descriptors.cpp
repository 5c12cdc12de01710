#include "host/import/class_descriptors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/data/finite.h"
#include "host/import/first_names.h"

namespace zeroth::host {
namespace {

using Names = std::vector<std::string>;

constexpr char kClassNames[] = "allclasses_names";

[[noreturn]] void refuse(const std::string& what, const std::filesystem::path& file,
                         const std::string& why, const std::string& fix) {
  throw Failure(Exit::bad_data, {what, file.string(), {why}, fix});
}

formats::Descriptors read_mat(const std::filesystem::path& path, const std::string& variable) {
  const formats::MatFile file(path);
  for (const std::string& name : {variable, std::string(kClassNames)}) {
    if (file.has(name)) continue;
    refuse(fmt::format("the variable \"{}\" is missing{}", name,
                       did_you_mean(nearest(name, file.names()))),
           path, fmt::format("the file has: {}", fmt::join(file.names(), ", ")),
           fmt::format("name the descriptors [d,C] with --attributes, and their classes in a cell "
                       "\"{}\"",
                       kClassNames));
  }
  return {file.columns(variable), file.texts(kClassNames)};
}

}  // namespace

ClassDescriptors::ClassDescriptors(std::filesystem::path file, formats::Descriptors descriptors)
    : file_(std::move(file)), all_(std::move(descriptors)) {
  check_names();
  check_numbers();
}

void ClassDescriptors::check_names() const {
  constexpr char kFix[] = "write a line for each class, its name first";
  if (all_.class_names.empty()) {
    refuse("the descriptors name no classes", file_, "a descriptor is found by its class's name",
           kFix);
  }
  const auto rows = static_cast<std::size_t>(all_.values.rows());
  if (all_.class_names.size() != rows) {
    refuse("descriptors and names of classes do not fit", file_,
           fmt::format("{} descriptors, {} names", rows, all_.class_names.size()), kFix);
  }
  std::set<std::string> once;
  Names twice;
  for (const std::string& name : all_.class_names) {
    if (!once.insert(name).second) twice.push_back(name);
  }
  if (twice.empty()) return;
  refuse("classes have several descriptors", file_, first_names(twice),
         "leave one line for each class");
}

void ClassDescriptors::check_numbers() const {
  const std::int64_t place = first_not_finite(all_.values), width = all_.values.columns();
  if (place == all_.values.rows() * width) return;
  refuse("a descriptor holds what is no finite number", file_,
         fmt::format("number {} of class \"{}\"", place % width + 1,
                     all_.class_names[static_cast<std::size_t>(place / width)]),
         "give every attribute of every class a number");
}

Matrix ClassDescriptors::of(const Names& classes) const {
  const Names& known = all_.class_names;
  std::vector<float> values;
  Names missing;
  for (const std::string& name : classes) {
    const auto at = std::find(known.begin(), known.end(), name) - known.begin();
    if (static_cast<std::size_t>(at) == known.size()) {
      missing.push_back(name);
    } else {
      values.insert(values.end(), all_.values.row(at), all_.values.row(at + 1));
    }
  }
  if (!missing.empty()) {
    refuse(fmt::format("{} of {} classes have no descriptor{}", missing.size(), classes.size(),
                       did_you_mean(nearest(missing.front(), others_than(classes)))),
           file_, first_names(missing), "name every class there as its images name it");
  }
  return Matrix(std::move(values), static_cast<std::int64_t>(classes.size()),
                all_.values.columns());
}

Names ClassDescriptors::others_than(const Names& classes) const {
  Names others;
  for (const std::string& name : all_.class_names) {
    if (std::find(classes.begin(), classes.end(), name) == classes.end()) others.push_back(name);
  }
  return others;
}

formats::Descriptors read_class_descriptors(const std::filesystem::path& file,
                                            const std::string& variable) {
  formats::expect_data_file(file, "give a .csv, .mat, .txt or .vec file with --descriptors");
  const std::string kind = lower_case(file.extension().string());
  if (kind == ".csv") return formats::read_csv_descriptors(file);
  if (kind == ".mat") return read_mat(file, variable);
  refuse("cannot read descriptors from such a file", file,
         "its name ends in none of .csv, .mat, .txt and .vec",
         "write a .csv file: a line for each class, its name first, then numbers; or give word "
         "vectors as text");
}

void name_by_numbers(formats::Descriptors& descriptors, std::int64_t first) {
  if (!descriptors.class_names.empty()) return;
  for (std::int64_t i = 0; i < descriptors.values.rows(); ++i) {
    descriptors.class_names.push_back(std::to_string(i + first));
  }
}

}  // namespace zeroth::host
