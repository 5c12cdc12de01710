#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "host/base/problem.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"
#include "host/pipeline/bibliography.h"

namespace zeroth::host {
namespace {

struct CiteOptions {
  PluginOptions plugins;
  PipelineRequest request;
  bool json = false;
};

void cite(CiteOptions& options) {
  options.request.allow_unset_environment = true;
  const PluginIndex index = options.plugins.index();
  const Pipeline pipeline = load_checked(options.request, index);
  const std::vector<Reference> works = references_of(pipeline.document, index.installed());
  Json array = Json::array();
  for (const Reference& work : works) {
    // BibTeX ignores what stands between entries.
    if (!options.json) print_format("% {}\n{}\n", fmt::join(work.used_by, ", "), work.bibtex);
    array.push_back({{"key", work.key},
                     {"bibtex", work.bibtex},
                     {"text", work.text},
                     {"used_by", work.used_by}});
  }
  if (options.json) print_json(array);
}

}  // namespace

void add_cite(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<CiteOptions>();
  CLI::App* command = app.add_subcommand(
      "cite", "Print BibTeX of the recipe, data reader and plugins that a pipeline uses");
  add_pipeline_to(*command, options->request);
  command->add_flag("--json", options->json, "Print JSON");
  options->plugins.add_to(*command);
  command->footer("Example:\n  zeroth cite quickstart > references.bib");
  command->callback([options] { cite(*options); });
}

}  // namespace zeroth::host
