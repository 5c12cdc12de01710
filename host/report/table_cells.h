#pragma once

#include "host/report/printed_table.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// What a protocol means, for who reads a caption: "paper-oracle (the epoch is the best on the test
/// rows)".
std::string protocol_text(const std::string& protocol);

/// "1", "5 to 40".
std::string looks_text(const ReportRow& row);

/// How much of a table there is room for.
enum class TableWidth {
  wide,   ///< intervals of all figures; protocol and setting in every row
  paper,  ///< the interval of the main figure; protocol and setting in the caption
};

/// The table of a group: a row a setting with mean and sample deviation of its figures, published
/// rows below.
/// @param number  of the table in the report, from 1
PrintedTable main_table(const ReportData& data, const ReportTable& table, std::size_t number,
                        TableWidth width);

/// All pairs of a group in its main figure, with adjusted p values and in words.
PrintedTable pairs_table(const ReportData& data, const ReportTable& table, std::size_t number);

/// The optimism gaps of a report.
PrintedTable optimism_table(const std::vector<OptimismRow>& rows);

}  // namespace zeroth::host
