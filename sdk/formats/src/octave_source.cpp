#include "sdk/formats/src/octave_source.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <zeroth/formats/hdf5_file.h>

#include <utility>

#include "sdk/formats/src/mat_hdf5.h"

namespace zeroth::formats {
namespace {

using OctaveTexts = std::optional<std::vector<std::string>>;

constexpr int kDeepestCell = 16;
constexpr std::int64_t kMostCells = std::int64_t{1} << 24;
constexpr char kMark[] = "OCTAVE_NEW_FORMAT";

/// Every value is a group of `type`, in words, and `value`.
struct OctaveValue {
  MatVariable variable;
  std::string type;  ///< "float matrix", "int32 scalar", "sq_string", "sparse bool matrix", ...
  Hdf5Id group;
};

bool mentions(const std::string& type, const char* word) {
  return type.find(word) != std::string::npos;
}

std::string matlab_class(const std::string& type) {
  if (mentions(type, "string")) return "char";
  if (mentions(type, "struct")) return "struct";
  if (mentions(type, "bool")) return "logical";
  if (mentions(type, "float")) return "single";
  if (type == "function handle") return "function_handle";
  if (mentions(type, "int")) return type.substr(0, type.find(' '));
  const bool is_double =
      mentions(type, "matrix") || mentions(type, "scalar") || mentions(type, "range");
  return is_double ? "double" : type;
}

std::int64_t number_in(hid_t group, const char* name) {
  const auto numbers = integers_of(mat_numbers(mat_data_set(group, name)));
  if (numbers.size() != 1) throw MatDamage{"it is damaged"};
  return numbers[0];
}

std::string type_in(hid_t group) {
  const auto words = mat_texts(mat_data_set(group, "type"));
  if (words.size() != 1) throw MatDamage{"it is damaged"};
  return words[0];
}

/// Base, limit and increment: what 1:n is kept as. Their number is an attribute.
std::optional<std::int64_t> range_size(const OctaveValue& value) {
  if (!mentions(value.type, "range")) return std::nullopt;
  const Hdf5DataSet data = mat_data_set(value.group.get(), "value");
  return number_attribute(data.id.get(), "OCTAVE_RANGE_NELEM").value_or(-1);
}

/// As Octave shows it: the lengths that HDF5 lists, from the last to the first.
std::vector<std::int64_t> size_in(const OctaveValue& value) {
  const hid_t group = value.group.get();
  if (has_attribute(group, "OCTAVE_EMPTY_MATRIX")) return {0, 0};
  if (const auto count = range_size(value)) return {1, *count};
  const Hdf5Id inside = open_object(group, "value");
  if (!inside) throw MatDamage{"it is damaged"};
  if (!is_group(inside.get())) return matlab_size(mat_data_set(group, "value").shape);
  if (value.variable.is_sparse)
    return {number_in(inside.get(), "nr"), number_in(inside.get(), "nc")};
  if (value.type != "cell") return {1, 1};
  return matlab_size(integers_of(mat_numbers(mat_data_set(inside.get(), "dims"))));
}

OctaveValue describe_octave(Hdf5Id group, std::string name) {
  if (!group || !is_group(group.get())) throw MatDamage{"it is damaged"};
  OctaveValue value;
  value.type = type_in(group.get());
  value.group = std::move(group);
  value.variable.name = std::move(name);
  value.variable.kind = matlab_class(value.type);
  value.variable.is_sparse = mentions(value.type, "sparse");
  value.variable.is_complex = mentions(value.type, "complex");
  value.variable.size = size_in(value);
  return value;
}

StoredNumbers sparse_in(const OctaveValue& value) {
  const Hdf5Id inside = open_object(value.group.get(), "value");
  const auto numbers = [&](const char* name) {
    return mat_numbers(mat_data_set(inside.get(), name));
  };
  const auto starts = integers_of(numbers("cidx"));
  if (number_in(inside.get(), "nz") == 0) return fill_sparse(value.variable, {}, starts, {});
  return fill_sparse(value.variable, integers_of(numbers("ridx")), starts, numbers("data"));
}

StoredNumbers range_in(const OctaveValue& value) {
  struct Range {
    double base = 0, limit = 0, increment = 0;
  } range;
  const Hdf5Id type(H5Tcreate(H5T_COMPOUND, sizeof(Range)));
  H5Tinsert(type.get(), "base", HOFFSET(Range, base), H5T_NATIVE_DOUBLE);
  H5Tinsert(type.get(), "limit", HOFFSET(Range, limit), H5T_NATIVE_DOUBLE);
  H5Tinsert(type.get(), "increment", HOFFSET(Range, increment), H5T_NATIVE_DOUBLE);
  const Hdf5DataSet data = mat_data_set(value.group.get(), "value");
  if (!data.shape.empty() ||
      H5Dread(data.id.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &range) < 0) {
    throw MatDamage{"it is damaged"};
  }
  FilledMatrix filled(value.variable);  // of bounded size, as a few bytes may claim any
  for (std::int64_t i = 0; i < value.variable.columns(); ++i) {
    filled.set(0, i, static_cast<float>(range.base + static_cast<double>(i) * range.increment));
  }
  return filled.numbers();
}

OctaveTexts texts_in(const OctaveValue& value, int depth);

/// The cells of a cell array are "_0", "_1", ...
OctaveTexts cells_in(const OctaveValue& value, int depth) {
  const Hdf5Id inside = open_object(value.group.get(), "value");
  const auto count = static_cast<std::int64_t>(count_of(value.variable));
  if (count > kMostCells || depth > kDeepestCell) throw MatDamage{"its cells are damaged"};
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < count; ++i) {
    const OctaveValue cell = describe_octave(open_object(inside.get(), fmt::format("_{}", i)), "");
    const std::size_t size = count_of(cell.variable);
    if (cell.type == "cell" && size > 1) return std::nullopt;
    const OctaveTexts one = size == 0 ? std::vector<std::string>{""} : texts_in(cell, depth + 1);
    if (!one || one->size() != 1) return std::nullopt;
    texts.push_back(one->front());
  }
  return texts;
}

OctaveTexts texts_in(const OctaveValue& value, int depth) {
  if (count_of(value.variable) == 0) return std::vector<std::string>();
  if (value.type == "cell") return cells_in(value, depth);
  if (value.variable.kind != "char") return std::nullopt;
  return mat_char_rows(mat_data_set(value.group.get(), "value"), value.variable);
}

class OctaveSource : public MatSource {
 public:
  explicit OctaveSource(const std::filesystem::path& path) : file_(path) {
    const Hdf5Lock lock;
    for (const std::string& name : link_names(file_.handle())) add(name);
  }

  const std::vector<MatVariable>& variables() const override { return variables_; }

  StoredNumbers numbers(std::size_t variable) const override {
    const Hdf5Lock lock;
    const OctaveValue value = open(variable);
    if (count_of(value.variable) == 0) return {};
    if (value.variable.is_sparse) return sparse_in(value);
    if (mentions(value.type, "range")) return range_in(value);
    return mat_numbers(mat_data_set(value.group.get(), "value"));
  }

  OctaveTexts texts(std::size_t variable) const override {
    const Hdf5Lock lock;
    return texts_in(open(variable), 0);
  }

 private:
  OctaveValue open(std::size_t variable) const {
    const std::string& name = variables_[variable].name;
    return describe_octave(open_object(file_.handle(), name), name);
  }

  /// What cannot be read is kept for whoever asks for it.
  void add(const std::string& name) {
    try {
      variables_.push_back(describe_octave(open_object(file_.handle(), name), name).variable);
    } catch (const MatDamage&) {
      variables_.push_back({name, kUnreadable, {}, false, false});
    }
  }

  Hdf5File file_;
  std::vector<MatVariable> variables_;
};

}  // namespace

bool is_octave_hdf5(const std::filesystem::path& path) {
  const Hdf5File file(path);
  const Hdf5Lock lock;
  for (const std::string& name : link_names(file.handle())) {
    const Hdf5Id object = open_object(file.handle(), name);
    if (object && has_attribute(object.get(), kMark)) return true;
  }
  return false;
}

std::unique_ptr<MatSource> open_octave_hdf5(const std::filesystem::path& file) {
  return std::make_unique<OctaveSource>(file);
}

}  // namespace zeroth::formats
