#include "host/data/mat_hdf5_source.h"

#include <hdf5.h>

#include <algorithm>
#include <array>
#include <utility>

#include "host/data/hdf5_file.h"
#include "host/data/hdf5_type.h"
#include "host/data/mat_text.h"

namespace zeroth::host {
namespace {

using Texts = std::optional<std::vector<std::string>>;

constexpr int kDeepest = 16;
constexpr std::size_t kLongestAttribute = 256;

bool has_attribute(hid_t object, const char* name) { return H5Aexists(object, name) > 0; }

/// A short text that an object carries, such as MATLAB's class; empty without one.
std::string text_attribute(hid_t object, const char* name) {
  if (!has_attribute(object, name)) return "";
  const Hdf5Id attribute(H5Aopen(object, name, H5P_DEFAULT));
  const Hdf5Id type(H5Aget_type(attribute.get())), space(H5Aget_space(attribute.get()));
  const std::size_t size = H5Tget_size(type.get());
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) > 0 ||
      size > kLongestAttribute || H5Sget_simple_extent_npoints(space.get()) != 1) {
    return "";
  }
  std::array<char, kLongestAttribute + 1> text{};
  if (H5Aread(attribute.get(), type.get(), text.data()) < 0) return "";
  return text.data();
}

std::optional<std::int64_t> number_attribute(hid_t object, const char* name) {
  if (!has_attribute(object, name)) return std::nullopt;
  const Hdf5Id attribute(H5Aopen(object, name, H5P_DEFAULT));
  const Hdf5Id space(H5Aget_space(attribute.get()));
  std::int64_t number = 0;
  if (H5Sget_simple_extent_npoints(space.get()) != 1 ||
      H5Aread(attribute.get(), H5T_NATIVE_INT64, &number) < 0) {
    return std::nullopt;
  }
  return number;
}

Hdf5Id open_object(hid_t location, const std::string& name) {
  const WithinFile within;
  return Hdf5Id(H5Oopen(location, name.c_str(), within.access()));
}

bool is_group(hid_t object) { return H5Iget_type(object) == H5I_GROUP; }

Hdf5DataSet data_set(hid_t location, const std::string& name) {
  try {
    return open_data_set(location, name);
  } catch (const Hdf5Refusal& refusal) {
    throw MatDamage{refusal.why};
  }
}

StoredNumbers numbers_in(const Hdf5DataSet& data) {
  try {
    if (data.holds_numbers()) return read_numbers(data);
  } catch (const Hdf5Refusal& refusal) {
    throw MatDamage{refusal.why};
  }
  throw MatDamage{"it holds " + data.kind() + ", not numbers"};
}

/// MATLAB's name of a class from the type of numbers.
std::string class_of(const Hdf5DataSet& data) {
  if (data.type == "float64") return "double";
  if (data.type == "float32") return "single";
  if (data.type == "bool") return "logical";
  if (data.type == "text") return "char";
  return data.holds_numbers() ? data.type : "compound";
}

std::vector<std::int64_t> matlab_size(std::vector<std::int64_t> shape) {
  std::reverse(shape.begin(), shape.end());
  while (shape.size() < 2) shape.push_back(1);
  return shape;
}

/// A variable: where its values lie, and what it is.
struct Stored {
  MatVariable variable;
  Hdf5Id object;       ///< the group or data set of that name
  std::string values;  ///< of a group, the data set in it; else empty
};

Hdf5DataSet values_of(const Stored& stored) {
  if (!stored.values.empty()) return data_set(stored.object.get(), stored.values);
  H5Iinc_ref(stored.object.get());
  return describe_data_set(Hdf5Id(stored.object.get()));
}

/// MATLAB keeps characters as numbers; h5py's texts may be anything that HDF5 calls text.
Texts char_rows(const Hdf5DataSet& data, const MatVariable& variable) {
  if (data.type == "text") return read_texts(data);
  const auto codes = integers_of(numbers_in(data));
  return text_rows({codes.begin(), codes.end()}, variable.rows(), variable.columns());
}

Texts texts_of(hid_t file, const Stored& stored, int depth);
Stored describe(Hdf5Id object, std::string name);

/// One text of a cell array: a row of characters, `[]`, or a cell around a text.
std::optional<std::string> cell_text(hid_t file, hobj_ref_t reference, int depth) {
  const WithinFile within;
  Hdf5Id object(H5Rdereference2(file, within.access(), H5R_OBJECT, &reference));
  if (!object) throw MatDamage{"its cells are damaged"};
  const Stored cell = describe(std::move(object), "");
  const std::size_t count = count_of(cell.variable);
  if (count == 0) return "";
  // Cells may refer to each other; of several texts in one nobody wants to know.
  if (cell.variable.kind == "cell" && count > 1) return std::nullopt;
  const Texts texts = texts_of(file, cell, depth + 1);
  if (!texts || texts->size() != 1) return std::nullopt;
  return texts->front();
}

Texts cell_texts(hid_t file, const Stored& stored, int depth) {
  std::vector<std::string> texts;
  for (const auto reference : read_references(values_of(stored))) {
    const auto text = cell_text(file, reference, depth);
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

Texts texts_of(hid_t file, const Stored& stored, int depth) {
  if (depth > kDeepest) throw MatDamage{"its cells are damaged"};
  if (count_of(stored.variable) == 0) return std::vector<std::string>();
  if (stored.variable.kind == "cell") return cell_texts(file, stored, depth);
  if (stored.variable.kind == "char") return char_rows(values_of(stored), stored.variable);
  return std::nullopt;
}

/// A group with `data`, `ir` and `jc`; the number of rows is an attribute.
void describe_sparse(Stored& stored) {
  const auto rows = number_attribute(stored.object.get(), "MATLAB_sparse");
  const Hdf5DataSet starts = data_set(stored.object.get(), "jc");
  if (!rows || starts.shape.size() != 1 || starts.shape[0] < 1) {
    throw MatDamage{"its columns are damaged"};
  }
  stored.variable.is_sparse = true;
  stored.variable.size = {*rows, starts.shape[0] - 1};
}

StoredNumbers sparse_numbers(const Stored& stored) {
  const hid_t group = stored.object.get();
  const auto starts = integers_of(numbers_in(data_set(group, "jc")));
  if (!H5Lexists(group, "data", H5P_DEFAULT)) return fill_sparse(stored.variable, {}, starts, {});
  return fill_sparse(stored.variable, integers_of(numbers_in(data_set(group, "ir"))), starts,
                     numbers_in(data_set(group, "data")));
}

/// An array; an empty one has its size in place of its numbers.
void describe_array(Stored& stored) {
  MatVariable& variable = stored.variable;
  const Hdf5DataSet data = values_of(stored);
  if (variable.kind.empty()) variable.kind = class_of(data);
  variable.size = matlab_size(data.shape);
  const Hdf5Id type(H5Dget_type(data.id.get()));
  variable.is_complex = H5Tget_class(type.get()) == H5T_COMPOUND;
  if (number_attribute(stored.object.get(), "MATLAB_empty").value_or(0) == 0) return;
  variable.size = integers_of(numbers_in(data));
}

Stored describe(Hdf5Id object, std::string name) {
  Stored stored;
  stored.variable.name = std::move(name);
  stored.variable.kind = text_attribute(object.get(), "MATLAB_class");
  stored.object = std::move(object);
  if (!is_group(stored.object.get())) {
    describe_array(stored);
  } else if (has_attribute(stored.object.get(), "MATLAB_sparse")) {
    describe_sparse(stored);
  } else if (stored.variable.kind.empty()) {
    stored.variable.kind = "struct";
  }
  return stored;
}

herr_t append_link(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

class MatHdf5Source : public MatSource {
 public:
  explicit MatHdf5Source(const std::filesystem::path& path) : file_(path) {
    const Hdf5Lock lock;
    std::vector<std::string> names;
    H5Literate(file_.handle(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append_link, &names);
    for (const std::string& name : names) {
      // "#refs#" and "#subsystem#" hold what cells and objects are made of.
      if (name[0] != '#') add(name);
    }
  }

  const std::vector<MatVariable>& variables() const override { return variables_; }

  StoredNumbers numbers(std::size_t variable) const override {
    const Hdf5Lock lock;
    const Stored& stored = usable(variable);
    if (count_of(stored.variable) == 0) return {};
    if (stored.variable.is_sparse) return sparse_numbers(stored);
    return numbers_in(values_of(stored));
  }

  Texts texts(std::size_t variable) const override {
    const Hdf5Lock lock;
    try {
      return texts_of(file_.handle(), usable(variable), 0);
    } catch (const Hdf5Refusal& refusal) {
      throw MatDamage{refusal.why};
    }
  }

 private:
  /// What cannot be opened, or lies in another file, is kept for whoever asks for it.
  void add(const std::string& name) {
    Stored stored;
    std::string refusal;
    try {
      Hdf5Id object = open_object(file_.handle(), name);
      if (!object) data_set(file_.handle(), name);  // says why
      stored = describe(std::move(object), name);
    } catch (const MatDamage& damage) {
      refusal = damage.why;
    } catch (const Hdf5Refusal& refused) {
      refusal = refused.why;
    }
    if (!refusal.empty()) stored.variable = {name, "unknown", {}, false, false};
    variables_.push_back(stored.variable);
    stored_.push_back(std::move(stored));
    refusals_.push_back(refusal);
  }

  const Stored& usable(std::size_t variable) const {
    if (!refusals_[variable].empty()) throw MatDamage{refusals_[variable]};
    return stored_[variable];
  }

  Hdf5File file_;
  std::vector<MatVariable> variables_;
  std::vector<Stored> stored_;          ///< one for each variable
  std::vector<std::string> refusals_;  ///< likewise; empty where it can be read
};

}  // namespace

std::unique_ptr<MatSource> open_mat_hdf5(const std::filesystem::path& file) {
  return std::make_unique<MatHdf5Source>(file);
}

}  // namespace zeroth::host
