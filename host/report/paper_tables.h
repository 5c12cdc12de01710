#pragma once

#include <string>
#include <vector>

#include "host/papers/paper_table.h"
#include "host/report/report_data.h"
#include "host/report/report_folder.h"

namespace zeroth::host {

/// Tables of papers with the runs of a report beside their figures.
std::vector<PaperTable> paper_tables(const std::vector<Paper>& papers, const ReportData& data);

/// Their files: "tables/paper-NAME.md", .tex and .csv.
void add_paper_files(const std::vector<PaperTable>& tables, ReportFiles& files);

/// A document for each of them.
Json json_of(const std::vector<PaperTable>& tables);

/// A line for each of them: how much of it was run, and where it stands.
std::string paper_text(const std::vector<PaperTable>& tables);

}  // namespace zeroth::host
