#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zeroth::formats {

/// One record of a CSV file.
struct CsvRecord {
  std::size_t line = 0;  ///< where it begins, from 1
  std::vector<std::string> fields;
};

/// The records of text as RFC 4180 has it: commas, fields in quotation marks that may hold commas,
/// line ends and doubled marks. Lines end in LF, CR LF or CR; empty ones are left out, a byte order
/// mark too. An own reader, since fast-cpp-csv-parser wants the number of columns when it is
/// compiled.
/// @param file  for messages.
/// @throws Error(bad_data) for a quotation mark that is never closed or stands in a wrong place.
std::vector<CsvRecord> csv_records(std::string_view text, const std::filesystem::path& file);

/// The field without the blanks around it.
std::string_view csv_trimmed(std::string_view field);

/// The number in a field, with a decimal point; nothing where it holds none. An empty field is not a
/// number (NaN), as pandas writes it.
std::optional<double> csv_number(std::string_view field);

}  // namespace zeroth::formats
