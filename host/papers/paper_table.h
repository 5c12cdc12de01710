#pragma once

#include <string>
#include <vector>

#include "host/papers/paper.h"
#include "host/papers/row_match.h"

namespace zeroth::host {

/// Whose figures a line holds.
enum class PaperSource {
  published,  ///< the paper's
  own,        ///< of runs of the row's pipeline
  changed,    ///< of runs that carry its name and are another pipeline by now: not that row
};
/// "published", "own", "changed".
const char* name_of(PaperSource source);

/// What is told of cells that a pipeline makes and nobody has run.
inline constexpr const char* kNotRun = "not run";

/// What a line says of a data set.
struct PaperLineCell {
  std::vector<Summary> figures;   ///< one for each of PaperTable::figures; of n 0: none
  std::vector<std::string> runs;  ///< names of the directories that they are of
  std::string told;  ///< "not run", or what must be known of it; of a published one n is 1
};

/// A line of the table: figures of a row from one source, by one protocol in one setting.
struct PaperLine {
  std::string row;
  PaperSource source = PaperSource::published;
  std::string protocol;              ///< empty where nothing was run
  std::string setting;               ///< of the problem; empty for published ones
  bool other_protocol = false;       ///< than the published figures: not to be held against them
  std::string told;                  ///< "not run", why the row has no pipeline, what was changed
  std::vector<PaperLineCell> cells;  ///< one for each of PaperTable::data
};

/// Runs that are in no line.
struct UnusedPaperRuns {
  std::vector<std::string> runs;
  std::string why;
};

/// A table of a paper with what runs say beside it.
struct PaperTable {
  std::string name, title, source, protocol;
  std::vector<std::string> figures, data;
  std::vector<PaperLine> lines;  ///< those of a row one after the other, published first
  std::vector<std::string> notes;
  std::vector<UnusedPaperRuns> unused;
};

/// Puts runs beside the rows that they are runs of. Every row has a line of its own figures, if
/// only to say that it was not run; figures of different protocols, settings of the problem, data
/// or builds of plugins are never in one number.
/// @param paper  with its pipelines, as resolve_pipelines() leaves it
PaperTable paper_table(const Paper& paper, const std::vector<PaperRuns>& runs);

}  // namespace zeroth::host
