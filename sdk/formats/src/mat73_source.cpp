#include "sdk/formats/src/mat73_source.h"

#include <hdf5.h>
#include <zeroth/formats/hdf5_file.h>

#include <utility>

#include "sdk/formats/src/mat_hdf5.h"

namespace zeroth::formats {
namespace {

using CellTexts = std::optional<std::vector<std::string>>;

constexpr int kDeepestReference = 16;

/// A variable, and the group or data set of its name.
struct Stored73 {
  MatVariable variable;
  Hdf5Id object;
};

Hdf5DataSet values_of(const Stored73& stored) {
  H5Iinc_ref(stored.object.get());
  return describe_data_set(Hdf5Id(stored.object.get()));
}

CellTexts texts_of(hid_t file, const Stored73& stored, int depth);
Stored73 describe(Hdf5Id object, std::string name);

/// One text of a cell array: a row of characters, `[]`, or a cell around a text.
std::optional<std::string> cell_text(hid_t file, hobj_ref_t reference, int depth) {
  const WithinFile within;
  Hdf5Id object(H5Rdereference2(file, within.access(), H5R_OBJECT, &reference));
  if (!object) throw MatDamage{"its cells are damaged"};
  const Stored73 cell = describe(std::move(object), "");
  const std::size_t count = count_of(cell.variable);
  if (count == 0) return "";
  // Cells may refer to each other; of several texts in one nobody wants to know.
  if (cell.variable.kind == "cell" && count > 1) return std::nullopt;
  const CellTexts texts = texts_of(file, cell, depth + 1);
  if (!texts || texts->size() != 1) return std::nullopt;
  return texts->front();
}

CellTexts cell_texts(hid_t file, const Stored73& stored, int depth) {
  std::vector<std::string> texts;
  for (const auto reference : read_references(values_of(stored))) {
    const auto text = cell_text(file, reference, depth);
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

CellTexts texts_of(hid_t file, const Stored73& stored, int depth) {
  if (depth > kDeepestReference) throw MatDamage{"its cells are damaged"};
  if (count_of(stored.variable) == 0) return std::vector<std::string>();
  if (stored.variable.kind == "cell") return cell_texts(file, stored, depth);
  if (stored.variable.kind == "char") return mat_char_rows(values_of(stored), stored.variable);
  return std::nullopt;
}

/// A group with `data`, `ir` and `jc`; the number of rows is an attribute.
void describe_sparse(Stored73& stored) {
  const auto rows = number_attribute(stored.object.get(), "MATLAB_sparse");
  const Hdf5DataSet starts = mat_data_set(stored.object.get(), "jc");
  if (!rows || starts.shape.size() != 1 || starts.shape[0] < 1) {
    throw MatDamage{"its columns are damaged"};
  }
  stored.variable.is_sparse = true;
  stored.variable.size = {*rows, starts.shape[0] - 1};
}

StoredNumbers sparse_numbers(const Stored73& stored) {
  const hid_t group = stored.object.get();
  const auto starts = integers_of(mat_numbers(mat_data_set(group, "jc")));
  if (!H5Lexists(group, "data", H5P_DEFAULT)) return fill_sparse(stored.variable, {}, starts, {});
  return fill_sparse(stored.variable, integers_of(mat_numbers(mat_data_set(group, "ir"))), starts,
                     mat_numbers(mat_data_set(group, "data")));
}

/// An array; an empty one has its size in place of its numbers.
void describe_array(Stored73& stored) {
  MatVariable& variable = stored.variable;
  const Hdf5DataSet data = values_of(stored);
  if (variable.kind.empty()) variable.kind = class_of(data);
  variable.size = matlab_size(data.shape);
  const Hdf5Id type(H5Dget_type(data.id.get()));
  variable.is_complex = H5Tget_class(type.get()) == H5T_COMPOUND;
  if (number_attribute(stored.object.get(), "MATLAB_empty").value_or(0) != 0) {
    variable.size = integers_of(mat_numbers(data));
  }
  // Of an object these are numbers that MATLAB finds it by.
  const bool is_array =
      variable.holds_numbers() || variable.kind == "char" || variable.kind == "cell";
  if (!is_array) variable.size.clear();
}

Stored73 describe(Hdf5Id object, std::string name) {
  Stored73 stored;
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

class Mat73Source : public MatSource {
 public:
  explicit Mat73Source(const std::filesystem::path& path) : file_(path) {
    const Hdf5Lock lock;
    for (const std::string& name : link_names(file_.handle())) {
      // "#refs#" and "#subsystem#" hold what cells and objects are made of.
      if (name[0] != '#') add(name);
    }
  }

  const std::vector<MatVariable>& variables() const override { return variables_; }

  StoredNumbers numbers(std::size_t variable) const override {
    const Hdf5Lock lock;
    const Stored73& stored = usable(variable);
    if (count_of(stored.variable) == 0) return {};
    if (stored.variable.is_sparse) return sparse_numbers(stored);
    return mat_numbers(values_of(stored));
  }

  CellTexts texts(std::size_t variable) const override {
    const Hdf5Lock lock;
    try {
      return texts_of(file_.handle(), usable(variable), 0);
    } catch (const Hdf5Refusal& refusal) {
      throw MatDamage{refusal.why, refusal.fix};
    }
  }

 private:
  /// What cannot be opened, or lies in another file, is kept for whoever asks for it.
  void add(const std::string& name) {
    Stored73 stored;
    std::optional<MatDamage> refusal;
    try {
      Hdf5Id object = open_object(file_.handle(), name);
      if (!object) mat_data_set(file_.handle(), name);  // says why
      stored = describe(std::move(object), name);
    } catch (const MatDamage& damage) {
      refusal = damage;
    } catch (const Hdf5Refusal& refused) {
      refusal = MatDamage{refused.why, refused.fix};
    }
    if (refusal) stored.variable = {name, kUnreadable, {}, false, false};
    variables_.push_back(stored.variable);
    stored_.push_back(std::move(stored));
    refusals_.push_back(refusal);
  }

  const Stored73& usable(std::size_t variable) const {
    if (refusals_[variable]) throw *refusals_[variable];
    return stored_[variable];
  }

  Hdf5File file_;
  std::vector<MatVariable> variables_;
  std::vector<Stored73> stored_;                    ///< one for each variable
  std::vector<std::optional<MatDamage>> refusals_;  ///< likewise; nothing where it can be read
};

}  // namespace

std::unique_ptr<MatSource> open_mat73(const std::filesystem::path& file) {
  return std::make_unique<Mat73Source>(file);
}

}  // namespace zeroth::formats
