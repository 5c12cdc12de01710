#include "host/rows/open_rows.h"

#include <zeroth/error.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/mapped_file.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/rows/row_kinds.h"
#include "host/rows/temporary_bytes.h"

namespace zeroth::host {
namespace {

constexpr const char* kStandardInput = "standard input";
constexpr std::size_t kLooked = 4096;  // of a file, to see what it is

/// Whether the file could be text: CSV has no zero bytes.
bool is_text(const formats::MappedFile& file) {
  const char* end = file.data + std::min(file.size, kLooked);
  return std::find(file.data, end, '\0') == end;
}

void expect_text(const std::string& name, const formats::MappedFile& file) {
  if (is_text(file)) return;
  throw Failure(Exit::bad_data, {"the file holds no rows that can be read",
                                 name,
                                 {formats::describe_other(file)},
                                 "give rows as .npy, .npz, .csv, .hdf5 or .mat"});
}

/// Nothing where it is of no kind that is recognised by its first bytes.
std::unique_ptr<RowFile> open_binary(const RowRequest& request, const formats::MappedFile& file) {
  switch (formats::kind_of(file)) {
    case formats::FileKind::npy:
      return open_npy_rows(request, file);
    case formats::FileKind::zip:
      return open_npz_rows(request);
    case formats::FileKind::hdf5:
      return open_hdf5_rows(request);
    case formats::FileKind::mat4:
    case formats::FileKind::mat5:
      return open_mat_rows(request);
    default:
      return nullptr;
  }
}

/// `use` of the copy of standard input; what is said of the copy is said of that.
template <class Use>
auto of_standard_input(const std::string& copy, Use&& use) {
  const auto renamed = [&](Problem problem) {
    const auto rename = [&](std::string& text) {
      for (auto at = text.find(copy); at != text.npos; at = text.find(copy)) {
        text.replace(at, copy.size(), kStandardInput);
      }
    };
    rename(problem.where);
    for (std::string& why : problem.why) rename(why);
    return problem;
  };
  try {
    return use();
  } catch (const Failure& failure) {
    throw Failure(failure.code(), renamed(failure.problems().front()));
  } catch (const Error& error) {
    throw Error(error.fault(), renamed(error.problem()));
  }
}

/// Rows of a file that can only be read from its end, as archives, or here and there: all of
/// standard input is copied first.
class CopiedRows final : public RowFile {
 public:
  CopiedRows(RowRequest request, const std::string& begin) : bytes_(kStandardInput) {
    bytes_.add(begin.data(), begin.size());
    std::vector<char> block(std::size_t{1} << 20);
    while (const std::size_t got = std::fread(block.data(), 1, block.size(), stdin)) {
      bytes_.add(block.data(), got);
    }
    name_ = bytes_.with_name();  // HDF5 opens nothing without one
    request.file = name_;
    rows_ = of_standard_input(name_, [&] { return open_binary(request, bytes_.mapped()); });
    bytes_.without_name();  // whoever kills this leaves nothing
  }
  std::int64_t read(std::int64_t count, float* out) override {
    return of_standard_input(name_, [&] { return rows_->read(count, out); });
  }
  std::optional<std::int64_t> rows() const override { return rows_->rows(); }

 private:
  TemporaryBytes bytes_;
  std::string name_;
  std::unique_ptr<RowFile> rows_;
};

std::unique_ptr<RowFile> open_standard_input(const RowRequest& request) {
  std::string begin(kLooked, '\0');
  begin.resize(std::fread(begin.data(), 1, begin.size(), stdin));
  const formats::MappedFile looked{begin.data(), begin.size(), nullptr};
  const formats::FileKind kind = formats::kind_of(looked);
  if (kind != formats::FileKind::other && kind != formats::FileKind::pickle) {
    return std::make_unique<CopiedRows>(request, begin);
  }
  expect_text(kStandardInput, looked);
  return open_csv_rows(request, stdin, std::move(begin));
}

}  // namespace

std::unique_ptr<RowFile> open_rows(const RowRequest& request) {
  if (request.file == "-") return open_standard_input(request);
  formats::expect_data_file(request.file, "give the name of a file that is there");
  const formats::MappedFile file = formats::map_file(request.file);
  if (auto rows = open_binary(request, file)) return rows;
  expect_text(request.file.string(), file);
  std::FILE* stream = std::fopen(request.file.c_str(), "rb");
  if (!stream) {
    throw Failure(Exit::no_input,
                  {"the file cannot be opened", request.file.string(), {std::strerror(errno)}, ""});
  }
  return open_csv_rows(request, stream, "");
}

}  // namespace zeroth::host
