#include "host/export/export_model.h"

#include <zeroth/script_error.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "host/base/interrupt.h"
#include "host/base/new_place.h"
#include "host/base/problem.h"
#include "host/export/agreement.h"
#include "host/export/batch_free.h"
#include "host/export/exported_input.h"
#include "host/export/hub_folder.h"
#include "host/export/labels.h"
#include "host/export/onnx_file.h"
#include "host/export/opencv_check.h"
#include "host/export/real_rows.h"
#include "host/export/recorded_model.h"
#include "host/export/safetensors_file.h"
#include "host/export/torchscript_file.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kCheckSeed = 2;  // others than those of the recording
constexpr std::int64_t kRandomRows = 512, kRandomImages = 20;

class Exporting {
 public:
  Exporting(const ExportRequest& request, Progress& progress)
      : request_(request),
        progress_(progress),
        composer_(request.plugins, {}),
        place_(request.out, {"an export replaces nothing"}),
        file_(read_model(request.model)),
        model_(file_, composer_) {}

  Json run() {
    find_rows();
    tell_shapes();
    write();
    stop_where_asked();
    list_files();
    place_.keep();
    return told_;
  }

 private:
  using Scores = std::function<at::Tensor(const at::Tensor& input)>;

  struct Samples {
    std::string name;
    at::Tensor input, wanted;
  };

  void find_rows() {
    const std::int64_t count = model_.reads_regions() ? kRandomImages : kRandomRows;
    add_samples("random rows", random_input(model_, count, kCheckSeed));
    const RealRows real = request_.rows.empty()
                              ? rows_of_training(model_, request_.data, composer_, progress_)
                              : rows_of_file(model_, request_.rows, request_.variable);
    if (real.are_there()) add_samples(real.name, real.input);
    told_ = {{"model", request_.model}, {"to", request_.form}, {"out", request_.out}};
    told_["checked"] = Json::array();
    if (!real.are_there()) told_["unchecked"] = real.name;
    stop_where_asked();
  }

  void add_samples(const std::string& name, const at::Tensor& input) {
    samples_.push_back({name, input, scores_of_model(model_, input)});
  }

  void tell_shapes() {
    const ExportedInput input = input_of(model_);
    Json sizes = {"N"};
    for (const std::int64_t one : input.sizes) sizes.push_back(one);
    told_["input"] = {{"name", input.name}, {"sizes", sizes}};
    told_["output"] = {{"name", "scores"}, {"sizes", {"N", model_.classes().size()}}};
  }

  void write() {
    if (request_.form == "safetensors") return write_tensors(place_.path());
    const Recording recorded = recorded_model(model_);
    stop_where_asked();
    if (request_.form == "torchscript") return write_script(recorded);
    check("the recording of the model", [&](const at::Tensor& input) { return recorded(input); });
    if (request_.form == "onnx") return write_network(recorded, place_.path());
    fs::create_directory(place_.path());
    write_network(recorded, place_.path() / kHubOnnx);
    ModelFile published = file_;
    published.card = published_card(file_.card);
    write_model(place_.path(), published);
    write_hub_papers(place_.path(), {model_, request_.bibtex, told_});
  }

  void write_tensors(const fs::path& path) {
    write_safetensors_model(path, file_);
    const LoadedModel again(read_safetensors_model(path), composer_);
    check("what was written",
          [&](const at::Tensor& input) { return scores_of_model(again, input); });
  }

  void write_script(const Recording& recorded) {
    write_torchscript(place_.path(), recorded, model_);
    check("the module that was written",
          [&](const at::Tensor& input) { return torchscript_scores(place_.path(), input); });
  }

  /// OpenCV is asked for random rows alone: they are what its gaps show themselves by.
  void write_network(const Recording& recorded, const fs::path& path) {
    write_onnx(path, recorded, model_);
    told_["opset"] = kOnnxOpset;
    const Samples& random = samples_.front();
    const ByOpenCv by = run_by_opencv(path, recorded, random.input, random.wanted);
    told_["opencv"] = {{"version", by.version}};
    if (!by.gap.empty()) {
      told_["opencv"]["cannot"] = by.gap;
      return;
    }
    expect_agreement(by.found, "OpenCV, given the ONNX file,", request_.model);
    merge_into(told_["opencv"], by.found.to_json());
  }

  /// What an interpreter of the recording cannot compute was not recorded well.
  at::Tensor computed(const Scores& scores, const at::Tensor& input) const {
    try {
      return scores(input);
    } catch (const Failure&) {
      throw;
    } catch (const std::runtime_error& problem) {
      refuse_recording(file_.card, cause_of_script_error(problem));
    }
  }

  void check(const std::string& what, const Scores& scores) {
    for (const Samples& some : samples_) {
      const Agreement found = agreement_of(some.name, computed(scores, some.input), some.wanted);
      expect_agreement(found, what, request_.model);
      told_["checked"].push_back(found.to_json());
    }
    const at::Tensor one = samples_.front().input.narrow(0, 0, 1);  // N is any number
    expect_agreement(
        agreement_of("rows alone", computed(scores, one), scores_of_model(model_, one)), what,
        request_.model);
  }

  void list_files() {
    told_["files"] = Json::array();
    const fs::path& made = place_.path();
    if (!fs::is_directory(made)) {
      told_["files"].push_back({{"file", request_.out}, {"bytes", fs::file_size(made)}});
      return;
    }
    std::vector<fs::path> names;
    for (const auto& one : fs::directory_iterator(made)) names.push_back(one.path().filename());
    std::sort(names.begin(), names.end());
    for (const fs::path& name : names) {
      told_["files"].push_back({{"file", (fs::path(request_.out) / name).string()},
                                {"bytes", fs::file_size(made / name)}});
    }
  }

  void stop_where_asked() const {
    const int signal = InterruptGuard::pending();
    if (!signal) return;
    throw stopped(signal, request_.model, {"nothing was written"}, "zeroth export");
  }

  const ExportRequest& request_;
  Progress& progress_;
  Composer composer_;
  NewPlace place_;
  ModelFile file_;
  LoadedModel model_;
  std::vector<Samples> samples_;
  Json told_;
};

}  // namespace

ExportRequest parse_export_request(const Json& document) {
  const Json& options = document.at("options");
  ExportRequest request;
  request.model = options.at("model").get<std::string>();
  request.plugins = document.at("plugins").get<std::map<std::string, std::string>>();
  request.form = options.at("to").get<std::string>();
  request.out = options.at("out").get<std::string>();
  request.rows = options.at("rows").get<std::string>();
  request.variable = options.at("variable").get<std::string>();
  request.data = options.at("data");
  request.bibtex = options.at("bibtex").get<std::string>();
  return request;
}

Json export_model(const ExportRequest& request, Progress& progress) {
  const InterruptGuard guard;
  return Exporting(request, progress).run();
}

}  // namespace zeroth::host
