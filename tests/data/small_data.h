#pragma once

#include <doctest/doctest.h>
#include <matio.h>

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/json.h"

/// How a MATLAB file is stored.
struct MatFormat {
  mat_ft version = MAT_FT_MAT5;
  matio_compression compression = MAT_COMPRESSION_ZLIB;
};

/// Writes a MATLAB file with libmatio.
class MatWriter {
 public:
  explicit MatWriter(const std::filesystem::path& path, MatFormat format = {})
      : file_(Mat_CreateVer(path.c_str(), nullptr, format.version)), format_(format) {
    REQUIRE(file_ != nullptr);
  }
  ~MatWriter() { Mat_Close(file_); }
  MatWriter(const MatWriter&) = delete;
  MatWriter& operator=(const MatWriter&) = delete;

  /// `values` column by column.
  void matrix(const char* name, std::size_t rows, std::vector<float> values) {
    write(name, MAT_C_SINGLE, MAT_T_SINGLE, rows, values);
  }
  void matrix(const char* name, std::size_t rows, std::vector<double> values) {
    write(name, MAT_C_DOUBLE, MAT_T_DOUBLE, rows, values);
  }
  void matrix(const char* name, std::size_t rows, std::vector<std::uint16_t> values) {
    write(name, MAT_C_UINT16, MAT_T_UINT16, rows, values);
  }

  void texts(const char* name, const std::vector<std::u16string>& texts) {
    std::vector<matvar_t*> cells;
    for (std::u16string text : texts) {
      std::size_t dims[] = {1, text.size()};
      cells.push_back(Mat_VarCreate(nullptr, MAT_C_CHAR, MAT_T_UINT16, 2, dims, text.data(), 0));
    }
    std::size_t dims[] = {cells.size(), 1};
    put(Mat_VarCreate(name, MAT_C_CELL, MAT_T_CELL, 2, dims, cells.data(), 0));
  }

 private:
  template <class T>
  void write(const char* name, matio_classes kind, matio_types type, std::size_t rows,
             std::vector<T>& values) {
    std::size_t dims[] = {rows, rows == 0 ? 0 : values.size() / rows};
    put(Mat_VarCreate(name, kind, type, 2, dims, values.data(), 0));
  }

  void put(matvar_t* variable) {
    CHECK(Mat_VarWrite(file_, variable, format_.compression) == 0);
    Mat_VarFree(variable);
  }

  mat_t* file_;
  MatFormat format_;
};

/// Six classes of five rows with two features, classes 1 and 4 unseen, the first row of every seen
/// class a test row: the numbers of both files of a public data set, to be spoiled before `write`.
struct SmallData {
  SmallData() {
    for (std::uint16_t row = 0; row < 30; ++row) {
      const auto label = row / 5;
      features.insert(features.end(), {static_cast<float>(label), static_cast<float>(row) / 4});
      labels.push_back(label + 1);
      auto& split = label == 1 || label == 4 ? test_unseen : row % 5 == 0 ? test_seen : trainval;
      split.push_back(static_cast<std::uint16_t>(row + 1));
    }
    for (int i = 0; i < 18; ++i) att.push_back(i / 18.0);
  }

  void write(const std::filesystem::path& folder, MatFormat format = {}) const {
    MatWriter numbers(folder / "res101.mat", format);
    numbers.matrix("features", 2, features);
    numbers.matrix("labels", labels.size(), labels);
    MatWriter splits(folder / "att_splits.mat", format);
    splits.matrix("att", 3, att);
    splits.texts("allclasses_names", names);
    splits.matrix("trainval_loc", trainval.size(), trainval);
    splits.matrix("test_seen_loc", test_seen.size(), test_seen);
    splits.matrix("test_unseen_loc", test_unseen.size(), test_unseen);
    if (!val.empty()) splits.matrix("val_loc", val.size(), val);
  }

  /// The `data` block that reads it.
  static zeroth::host::Json block(const std::filesystem::path& folder, bool cache = false) {
    return {{"use", "data.xlsa17"},
            {"params",
             {{"root", folder.string()},
              {"features", "res101.mat"},
              {"splits", "att_splits.mat"},
              {"attributes", "att"},
              {"normalise_attributes", false},
              {"cache", cache}}}};
  }

  std::vector<float> features;  ///< [2,30] as MATLAB has it: row by row of [30,2]
  std::vector<double> labels;   ///< from 1
  std::vector<double> att;      ///< [3,6]
  std::vector<std::u16string> names = {u"a", u"b", u"c", u"d", u"e", u"f"};
  std::vector<std::uint16_t> trainval, test_seen, test_unseen, val;  ///< from 1
};
