#include "host/papers/paper_pipelines.h"

#include <map>
#include <optional>
#include <utility>

#include "host/base/problem.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/pipeline_reader.h"
#include "host/pipeline/why.h"

namespace zeroth::host {
namespace {

class Resolving {
 public:
  Resolving(const PluginIndex& plugins, const LocatePipeline& locate)
      : plugins_(plugins), locate_(locate) {}

  /// A pipeline by its name; several rows may have the same.
  const PaperPipeline& read(const std::string& name) {
    const auto known = known_.find(name);
    if (known != known_.end()) return known->second;
    PaperPipeline made{name, nullptr, "", {}};
    try {
      Pipeline pipeline = read_pipeline({locate_(name), {}, true});
      published_[name] = pipeline.document.value("published", Json());
      check_pipeline(pipeline, plugins_.installed());
      made.pipeline = self_contained(pipeline.document);
    } catch (const Failure& failure) {
      made.problem = failure.problems().front().what;
    }
    return known_.emplace(name, std::move(made)).first->second;
  }

  /// What one that was read publishes; nothing where it says none.
  std::optional<double> published(const std::string& name, const std::string& figure) {
    const Json& published = published_[name];
    if (!published.is_object() || !published.contains(figure)) return std::nullopt;
    const Json& value = published[figure];
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
  }

 private:
  const PluginIndex& plugins_;
  const LocatePipeline& locate_;
  std::map<std::string, PaperPipeline> known_;
  std::map<std::string, Json> published_;  ///< also of those whose plugins are missing
};

/// A pipeline that has a cell for itself stands for all of its figures; of several each stands for
/// those that it publishes.
void share_figures(PaperCell& cell, const std::vector<std::string>& figures, Resolving& resolving) {
  for (PaperPipeline& one : cell.pipelines) {
    one.answers.assign(figures.size(), cell.pipelines.size() == 1);
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const auto figure = resolving.published(one.name, figures[i]);
      if (!figure) continue;
      one.answers[i] = true;
      cell.published[i] = figure;
    }
  }
}

}  // namespace

void resolve_pipelines(Paper& paper, const PluginIndex& plugins, const LocatePipeline& locate) {
  Resolving resolving(plugins, locate);
  for (PaperRow& row : paper.rows) {
    for (PaperCell& cell : row.cells) {
      for (PaperPipeline& one : cell.pipelines) one = resolving.read(one.name);
      share_figures(cell, paper.figures, resolving);
    }
  }
}

}  // namespace zeroth::host
