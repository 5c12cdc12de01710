#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// A pipeline that makes a cell of a paper's table, or some figures of it.
struct PaperPipeline {
  std::string name;  ///< "d3gzsl/f-clswgan-cub", or a file
  Json pipeline;     ///< resolved, with all defaults; null where that was not asked for or failed
  std::string problem;             ///< why it cannot be had; empty: nothing
  std::vector<bool> answers = {};  ///< for which of Paper::figures its runs stand
};

/// The protocol of figures that no run makes, as sizes of clusters; such are counts.
inline constexpr const char* kNoProtocol = "none";

/// How many decimals figures that were made by a protocol have in print.
inline int decimals_of(const std::string& protocol) { return protocol == kNoProtocol ? 0 : 1; }

/// A row of a table on one data set.
struct PaperCell {
  std::vector<PaperPipeline> pipelines;
  /// In percent, one for each of Paper::figures; nothing where the paper prints none.
  std::vector<std::optional<double>> published;
  std::string told;  ///< what must be known of this cell, a sentence without a full stop; or empty
};

struct PaperRow {
  std::string name;
  std::string not_here;          ///< why no pipeline makes it; empty: some does
  std::vector<PaperCell> cells;  ///< one for each of Paper::data
};

/// A table of a paper, or a figure as the table of what it shows.
struct Paper {
  std::string name;      ///< "d3gzsl-table1"
  std::string title;     ///< "D3GZSL, table 1: ..."
  std::string source;    ///< "arXiv:2402.11424"
  std::string protocol;  ///< that the published figures were made by: "paper-oracle"
  std::vector<std::string> notes;
  std::vector<std::string> figures;  ///< "T1", "U", "S", "H"
  std::vector<std::string> data;     ///< "AWA1", ...
  /// Seen and unseen classes of each of them; {0, 0} where the file does not say it.
  std::vector<std::pair<std::size_t, std::size_t>> classes;
  std::vector<PaperRow> rows;

  /// Names of its pipelines in the order of rows, each once.
  std::vector<std::string> pipelines() const;
};

/// A paper with all its pipelines for another process, and back.
Json to_json(const Paper& paper);
/// @throws Failure(internal) where the document is not what to_json() writes.
Paper paper_of(const Json& document);

}  // namespace zeroth::host
