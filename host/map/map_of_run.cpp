#include "host/map/map_of_run.h"

#include <fmt/format.h>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/engine/composer.h"
#include "host/map/map_rows.h"
#include "host/map/principal_plane.h"
#include "host/model/loaded_model.h"
#include "host/precision/run_precision.h"
#include "host/reuse/model_data.h"
#include "host/reuse/model_rows.h"
#include "host/reuse/synthetic_rows.h"

namespace zeroth::host {
namespace {

class Mapping {
 public:
  Mapping(const MapRequest& request, Progress& progress) : request_(request), progress_(progress) {
    const std::filesystem::path whole = std::filesystem::absolute(request.run).lexically_normal();
    map_.run = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
    map_.method = request.method;
  }

  MapPoints make() {
    const MapRows rows = gather();
    place(rows.rows);
    for (std::size_t i = 0; i < rows.kinds.size(); ++i) {
      map_.points[i].row = rows.kinds[i];
      map_.points[i].of = rows.classes[i];
    }
    map_.notes.push_back(rows.note);
    return std::move(map_);
  }

 private:
  MapRows gather() {
    const ModelFile file = read_model(request_.run);
    const RunPrecision precision(file.card.at("pipeline"), at::kCPU, progress_);
    const Composer composer(request_.plugins, {});
    const LoadedModel model(file, composer);
    if (model.reads_regions() || !has_generator(model)) {
      throw Failure(
          Exit::usage,
          {"the run has no generator, so there are no rows to map", request_.run.string(), {}, ""});
    }
    for (const ModelClass& one : model.classes()) map_.classes.push_back({one.name, one.is_seen});
    const Json block = request_.data.empty() ? file.card.at("pipeline").at("data") : Json();
    const ModelData found = data_for(file.card, {block, request_.data}, composer, progress_);
    if (!found.is_own) {
      throw Failure(Exit::bad_data,
                    {"these are other data than the run learned from",
                     found.data.name,
                     {fmt::format("their hash is {}, that of the run's data {}", found.hash,
                                  file.card.at("data").at("hash").get<std::string>())},
                     "name the folder of its data"});
    }
    return map_rows(model, rows_for(file, found.data, found.task), request_.rows, request_.seed);
  }

  void place(const at::Tensor& rows) {
    const PrincipalPlane plane = principal_plane(rows);
    if (request_.method == "t-sne") return put(t_sne_of(rows, plane.points));
    map_.notes.push_back(
        fmt::format("Principal components: the two directions keep {:.1f} % of the variance, the "
                    "second {:.1f} %.",
                    100 * plane.share, 100 * plane.second_share));
    put(plane.points);
  }

  at::Tensor t_sne_of(const at::Tensor& rows, const at::Tensor& start) {
    progress_.begin(fmt::format("t-SNE of {} rows", rows.size(0)), request_.t_sne.iterations);
    const TSneMap made = t_sne(rows, start, request_.t_sne, [&](int done) {
      progress_.update(done);
      if (const int signal = InterruptGuard::pending()) {
        throw stopped(signal, request_.run.string(), {"while its rows were mapped"},
                      "start it again, or without t-SNE");
      }
    });
    progress_.end(fmt::format("divergence {:.2f}", made.divergence));
    map_.notes.push_back(fmt::format(
        "Exact t-SNE from the principal plane: perplexity {:g}, {} iterations, {} of them "
        "exaggerated {:g} times, divergence {:.2f} nats. Distances between groups mean little.",
        made.perplexity, request_.t_sne.iterations, request_.t_sne.exaggerated,
        request_.t_sne.exaggeration, made.divergence));
    return made.points;
  }

  void put(const at::Tensor& points) {
    const at::Tensor all = points.contiguous();
    const double* at = all.data_ptr<double>();
    for (std::int64_t i = 0; i < all.size(0); ++i) {
      map_.points.push_back({at[2 * i], at[2 * i + 1], MapRow::test, 0});
    }
  }

  const MapRequest& request_;
  Progress& progress_;
  MapPoints map_;
};

}  // namespace

MapPoints map_of_run(const MapRequest& request, Progress& progress) {
  return Mapping(request, progress).make();
}

}  // namespace zeroth::host
