#include "host/cli/paper_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <system_error>

#include "host/base/columns.h"
#include "host/base/problem.h"
#include "host/cli/installed_pipelines.h"
#include "host/papers/paper_file.h"
#include "host/papers/paper_pipelines.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

fs::path papers_directory() { return pipelines_directory() / kPapersFolder; }

std::vector<fs::path> installed_files() {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(papers_directory(), error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".json") files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

[[noreturn]] void fail_unknown_paper(const std::string& name) {
  std::vector<std::string> known;
  for (const fs::path& file : installed_files()) known.push_back(file.stem().string());
  throw Failure(
      Exit::no_input,
      {fmt::format("no table of a paper \"{}\"{}", name, did_you_mean(nearest(name, known))),
       papers_directory().string(),
       {"there is neither a file nor an installed table of that name"},
       "`zeroth report --paper` lists what is installed; the name of a file ends in .json"});
}

/// Calls `tell` for each cell of which something is known.
template <class Tell>
void each_cell(const Paper& paper, Tell&& tell) {
  for (const PaperRow& row : paper.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const PaperCell& cell = row.cells[i];
      const bool is_printed = std::any_of(cell.published.begin(), cell.published.end(),
                                          [](const auto& one) { return one.has_value(); });
      if (is_printed || !cell.pipelines.empty()) tell(row, cell, paper.data[i]);
    }
  }
}

std::vector<std::string> names_of(const PaperCell& cell) {
  std::vector<std::string> names;
  for (const PaperPipeline& one : cell.pipelines) names.push_back(one.name);
  return names;
}

/// Lines of cells below each other; all but the last cell of a line are filled up.
std::string aligned(const std::vector<std::vector<std::string>>& lines) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(line[i]));
    }
  }
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += line[i];
      if (i + 1 < line.size()) text += std::string(widths[i] - columns_of(line[i]) + 2, ' ');
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::vector<Paper> installed_papers() {
  std::vector<Paper> papers;
  for (const fs::path& file : installed_files()) papers.push_back(read_paper(file));
  if (papers.empty()) {
    throw Failure(Exit::unavailable, {"no tables of papers are installed",
                                      papers_directory().string(),
                                      {},
                                      "install Zeroth again, or name a file of your own"});
  }
  return papers;
}

fs::path paper_file(const std::string& name) {
  std::error_code error;
  if (fs::path(name).extension() == ".json" && fs::exists(name, error)) return name;
  for (const fs::path& file : installed_files()) {
    if (file.stem() == name) return file;
  }
  fail_unknown_paper(name);
}

fs::path pipeline_of_paper(const fs::path& paper, const std::string& pipeline) {
  std::error_code error;
  const fs::path beside = paper.parent_path() / pipeline;
  if (fs::is_regular_file(beside, error)) return beside;
  const std::vector<InstalledPipeline> found = pipelines_named(pipeline);
  if (found.size() == 1) return found.front().file;
  throw Failure(Exit::no_input,
                {fmt::format("no pipeline \"{}\"", pipeline),
                 paper.string(),
                 {"there is neither a file of that name beside the table nor one installed "
                  "pipeline"},
                 ""});
}

Paper paper_with_pipelines(const std::string& name, const PluginIndex& plugins) {
  const fs::path file = paper_file(name);
  Paper paper = read_paper(file);
  resolve_pipelines(paper, plugins,
                    [&](const std::string& one) { return pipeline_of_paper(file, one); });
  return paper;
}

std::string paper_text(const Paper& paper) {
  std::vector<std::vector<std::string>> lines = {{"row", "data"}};
  lines[0].insert(lines[0].end(), paper.figures.begin(), paper.figures.end());
  lines[0].emplace_back("pipelines");
  each_cell(paper, [&](const PaperRow& row, const PaperCell& cell, const std::string& data) {
    std::vector<std::string> line = {row.name, data};
    for (const auto& one : cell.published) {
      line.push_back(one ? fmt::format("{:.{}f}", *one, decimals_of(paper.protocol)) : "");
    }
    line.push_back(names_of(cell).empty() ? row.not_here
                                          : fmt::format("{}", fmt::join(names_of(cell), " ")));
    lines.push_back(std::move(line));
  });
  std::string text = paper.title + " (" + paper.source + ")\n\n" + aligned(lines) + "\n";
  if (paper.protocol != kNoProtocol) {
    text += fmt::format("published by protocol {}\n", paper.protocol);
  }
  for (const std::string& note : paper.notes) text += note + "\n";
  each_cell(paper, [&](const PaperRow& row, const PaperCell& cell, const std::string& data) {
    if (!cell.told.empty()) text += fmt::format("{} on {}: {}\n", row.name, data, cell.told);
    for (const PaperPipeline& one : cell.pipelines) {
      if (!one.problem.empty()) text += fmt::format("{}: {}\n", one.name, one.problem);
    }
  });
  return text;
}

Json paper_json(const Paper& paper) {
  Json cells = Json::array();
  each_cell(paper, [&](const PaperRow& row, const PaperCell& cell, const std::string& data) {
    Json published = Json::object();
    for (std::size_t i = 0; i < paper.figures.size(); ++i) {
      if (cell.published[i]) published[paper.figures[i]] = *cell.published[i];
    }
    cells.push_back({{"row", row.name},
                     {"data", data},
                     {"published", published},
                     {"pipelines", names_of(cell)},
                     {"told", cell.told},
                     {"not_here", row.not_here}});
  });
  return {{"name", paper.name},         {"title", paper.title}, {"paper", paper.source},
          {"protocol", paper.protocol}, {"notes", paper.notes}, {"cells", cells}};
}

std::string papers_text(const std::vector<Paper>& papers) {
  std::size_t width = 0;
  for (const Paper& one : papers) width = std::max(width, one.name.size());
  std::string text;
  for (const Paper& one : papers) {
    text += fmt::format("{:<{}}  {}\n", one.name, width, one.title);
  }
  return text;
}

Json papers_json(const std::vector<Paper>& papers) {
  Json list = Json::array();
  for (const Paper& one : papers) {
    list.push_back({{"name", one.name},
                    {"title", one.title},
                    {"paper", one.source},
                    {"figures", one.figures},
                    {"data", one.data},
                    {"pipelines", one.pipelines()}});
  }
  return list;
}

}  // namespace zeroth::host
