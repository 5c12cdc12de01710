#include "host/import/class_descriptors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/data/finite.h"

namespace zeroth::host {
namespace {

using Names = std::vector<std::string>;

constexpr char kClassNames[] = "allclasses_names";
constexpr std::size_t kShown = 5;

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

formats::Descriptors read(const std::filesystem::path& file, const std::string& variable) {
  formats::expect_data_file(file, "give a .csv or .mat file with --descriptors");
  const std::string kind = lower_case(file.extension().string());
  if (kind == ".csv") return formats::read_csv_descriptors(file);
  if (kind == ".mat") return read_mat(file, variable);
  refuse("cannot read descriptors from such a file", file, "its name ends in neither .csv nor .mat",
         "write a .csv file: a line for each class, its name first, then numbers");
}

/// At most a few of them, for a message.
std::string shown(const Names& names) {
  const Names first(names.begin(),
                    names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown)));
  const std::string text = fmt::format("\"{}\"", fmt::join(first, "\", \""));
  return names.size() <= kShown ? text : fmt::format("{} and {} more", text, names.size() - kShown);
}

}  // namespace

ClassDescriptors::ClassDescriptors(std::filesystem::path file, const std::string& variable)
    : file_(std::move(file)), all_(read(file_, variable)) {
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
  refuse("classes have several descriptors", file_, shown(twice), "leave one line for each class");
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
           file_, shown(missing), "name every class there as its folder is named");
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

}  // namespace zeroth::host
