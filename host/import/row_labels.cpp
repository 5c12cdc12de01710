#include "host/import/row_labels.h"

#include <fmt/format.h>
#include <zeroth/formats/csv_text.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/npy.h>

#include "host/base/lower_case.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr char kLabels[] = "labels";

[[noreturn]] void refuse_labels(const std::string& where, const std::string& why) {
  throw Failure(Exit::bad_data, {"cannot read the labels",
                                 where,
                                 {why},
                                 "write the name of a row's class into a line, or give class "
                                 "numbers as .npy, .mat or .hdf5"});
}

std::vector<std::string> read_lines(const std::filesystem::path& file,
                                    const formats::MappedFile& mapped) {
  const auto records = formats::csv_records({mapped.data, mapped.size}, file);
  std::vector<std::string> names;
  for (const formats::CsvRecord& record : records) {
    const std::string place = fmt::format("{}:{}", file.string(), record.line);
    if (record.fields.size() != 1) {
      refuse_labels(place, fmt::format("it has {} fields, a name is one", record.fields.size()));
    }
    names.emplace_back(formats::csv_trimmed(record.fields.front()));
    if (names.back().empty()) refuse_labels(place, "it is empty");
  }
  if (!names.empty() && lower_case(names.front()) == "class") names.erase(names.begin());
  if (names.empty()) refuse_labels(file.string(), "it names no class");
  return names;
}

}  // namespace

RowLabels read_row_labels(const std::filesystem::path& file) {
  formats::expect_data_file(file, "give the name of a file that is there");
  const formats::MappedFile mapped = formats::map_file(file);
  const bool is_mat = lower_case(file.extension().string()) == ".mat";
  switch (formats::kind_of(mapped)) {
    case formats::FileKind::npy:
      return {{}, formats::to_integers(formats::read_npy(mapped, file)), 0};
    case formats::FileKind::mat4:
    case formats::FileKind::mat5:
      return {{}, formats::MatFile(file).integers(kLabels, 1), 1};
    case formats::FileKind::hdf5:
      if (is_mat) return {{}, formats::MatFile(file).integers(kLabels, 1), 1};
      return {{}, formats::Hdf5File(file).integers(kLabels), 0};
    case formats::FileKind::zip:
    case formats::FileKind::pickle:
      refuse_labels(file.string(), "it is an archive or a pickle");
    default:
      return {read_lines(file, mapped), {}, 0};
  }
}

std::vector<std::string> classes_of_rows(const RowLabels& labels,
                                         const std::vector<std::string>& known,
                                         const std::filesystem::path& file) {
  if (!labels.names.empty()) return labels.names;
  std::vector<std::string> names;
  const auto count = static_cast<std::int64_t>(known.size());
  for (const std::int64_t number : labels.numbers) {
    if (number < 0 || number >= count) {
      throw Failure(
          Exit::bad_data,
          {"a label is no class",
           file.string(),
           {fmt::format("row {} has class {}, the descriptors have {} to {}",
                        names.size() + static_cast<std::size_t>(labels.first),
                        number + labels.first, labels.first, labels.first + count - 1)},
           "give the number of the class among the descriptors, or names in a .txt file"});
    }
    names.push_back(known[static_cast<std::size_t>(number)]);
  }
  return names;
}

}  // namespace zeroth::host
