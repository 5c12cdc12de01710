#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/error.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <utility>

#include "sdk/formats/src/mat4_source.h"
#include "sdk/formats/src/mat5_source.h"
#include "sdk/formats/src/mat73_source.h"
#include "sdk/formats/src/octave_source.h"

namespace zeroth::formats {
namespace {

constexpr char kCannotRead[] = "cannot read a MATLAB file";

std::unique_ptr<const MatSource> open_source(const std::filesystem::path& path) {
  const MappedFile mapped = map_file(path);
  switch (kind_of(mapped)) {
    case FileKind::mat4:
      return open_mat4(mapped);
    case FileKind::mat5:
      return open_mat5(mapped);
    case FileKind::hdf5:
      return is_octave_hdf5(path) ? open_octave_hdf5(path) : open_mat73(path);
    case FileKind::npy:
      throw Error(Fault::bad_data, {kCannotRead,
                                    path.string(),
                                    {"it is a .npy file"},
                                    "read it with data.npy, or give a MATLAB file"});
    default:
      throw Error(Fault::bad_data, {kCannotRead,
                                    path.string(),
                                    {describe_other(mapped)},
                                    "give a file of save -v4, -v6, -v7 or -v7.3"});
  }
}

/// "sparse double [3, 4]"
std::string kind_and_size(const MatVariable& variable) {
  if (variable.size.empty()) return variable.words();
  return fmt::format("{} [{}]", variable.words(), fmt::join(variable.size, ", "));
}

std::string advice_for(const MatVariable& variable) {
  if (variable.is_complex) return fmt::format("save real({}) in its place", variable.name);
  if (variable.kind == "table")
    return fmt::format("save table2array({}) in its place", variable.name);
  return "name another variable in data.params, or save a real matrix under this name";
}

}  // namespace

MatFile::MatFile(std::filesystem::path path) : path_(std::move(path)) {
  expect_data_file(path_);
  try {
    source_ = open_source(path_);
  } catch (const MatDamage& damage) {
    throw Error(Fault::bad_data, {kCannotRead, path_.string(), {damage.why}, damage.fix});
  }
  if (!variables().empty()) return;
  throw Error(Fault::bad_data,
              {kCannotRead, path_.string(), {"it has no variables"}, "give the right file"});
}

void MatFile::refuse_damage(std::size_t variable, const MatDamage& damage) const {
  throw Error(Fault::bad_data, {fmt::format("cannot read \"{}\"", variables()[variable].name),
                                path_.string(),
                                {damage.why},
                                damage.fix});
}

std::vector<std::string> MatFile::names() const {
  std::vector<std::string> all;
  for (const MatVariable& one : variables()) all.push_back(one.name);
  return all;
}

bool MatFile::has(const std::string& name) const {
  const auto all = names();
  return std::find(all.begin(), all.end(), name) != all.end();
}

std::size_t MatFile::require(const std::string& name) const {
  const auto all = names();
  const auto found = std::find(all.begin(), all.end(), name);
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  throw Error(Fault::bad_data, {fmt::format("the variable \"{}\" is missing{}", name,
                                            did_you_mean(nearest(name, all))),
                                path_.string(),
                                {fmt::format("the file has: {}", fmt::join(all, ", "))},
                                "give the right file in data.params"});
}

std::size_t MatFile::require_matrix(const std::string& name) const {
  const std::size_t index = require(name);
  const MatVariable& variable = variables()[index];
  if (variable.kind == kUnreadable) read(index);  // says why nothing is known
  if (variable.holds_numbers() && !variable.is_complex && variable.size.size() == 2) return index;
  throw Error(Fault::bad_data,
              {fmt::format("cannot use \"{}\"", name),
               path_.string(),
               {fmt::format("it is {}, not a real matrix of numbers", kind_and_size(variable))},
               advice_for(variable)});
}

StoredNumbers MatFile::read(std::size_t variable) const {
  try {
    StoredNumbers numbers = source_->numbers(variable);
    if (numbers.count != count_of(variables()[variable])) throw MatDamage{"it is cut short"};
    return numbers;
  } catch (const MatDamage& damage) {
    refuse_damage(variable, damage);
  }
}

MatFile::Shape MatFile::shape(const std::string& name) const {
  const MatVariable& variable = variables()[require_matrix(name)];
  return {variable.rows(), variable.columns()};
}

Matrix MatFile::columns(const std::string& name) const {
  const std::size_t index = require_matrix(name);
  const StoredNumbers numbers = read(index);
  const MatVariable& variable = variables()[index];
  const bool is_aligned = reinterpret_cast<std::uintptr_t>(numbers.data) % alignof(float) == 0;
  if (numbers.type.is_float32() && is_aligned) {
    return Matrix(reinterpret_cast<const float*>(numbers.data), variable.columns(), variable.rows(),
                  numbers.owner);
  }
  std::vector<float> values(numbers.count);
  copy_as_floats(numbers, values.data());
  return Matrix(std::move(values), variable.columns(), variable.rows());
}

std::vector<std::int64_t> MatFile::integers(const std::string& name, std::int64_t base) const {
  const StoredNumbers numbers = read(require_matrix(name));
  std::vector<std::int64_t> values(numbers.count);
  if (const auto wrong = copy_as_integers(numbers, values.data())) {
    throw Error(Fault::bad_data,
                {fmt::format("cannot use \"{}\"", name),
                 path_.string(),
                 {fmt::format("{} in row {} is no whole number", wrong->text, wrong->place + 1)},
                 "save whole numbers"});
  }
  for (std::int64_t& value : values) value -= base;
  return values;
}

std::vector<std::string> MatFile::texts(const std::string& name) const {
  const std::size_t index = require(name);
  try {
    return source_->texts(index).value_or(std::vector<std::string>());
  } catch (const MatDamage& damage) {
    refuse_damage(index, damage);
  }
}

std::string MatFile::text_warning(const std::string& name) const {
  if (!texts(name).empty()) return "";
  const MatVariable& variable = variables()[require(name)];
  if (variable.kind == "string") {
    return fmt::format(
        "{} is a MATLAB string array, which only MATLAB can read: it counts as absent; save "
        "cellstr({}) in its place",
        name, name);
  }
  return fmt::format("{} is {}, not a cell array of texts: it counts as absent", name,
                     kind_and_size(variable));
}

void MatFile::check(std::size_t variable) const {
  const MatVariable& one = variables()[variable];
  if (one.kind == kUnreadable || (one.holds_numbers() && !one.is_complex)) {
    read(variable);
  } else if (one.kind == "char" || one.kind == "cell") {
    texts(one.name);
  }
}

}  // namespace zeroth::formats
