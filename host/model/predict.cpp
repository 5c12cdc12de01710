#include "host/model/predict.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <fmt/format.h>
#include <zeroth/finite.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/model/loaded_model.h"
#include "host/model/picture_reader.h"
#include "host/model/prediction_sink.h"
#include "host/model/prediction_text.h"
#include "host/model/ranked_classes.h"
#include "host/precision/run_precision.h"
#include "host/rows/open_rows.h"
#include "host/samples/region_images.h"

namespace zeroth::host {
namespace {

std::string input_name(const std::string& input) { return input == "-" ? "standard input" : input; }

/// The first `count` numbers of rows.
std::vector<std::int64_t> all_of(std::int64_t count) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

class Predicting {
 public:
  Predicting(const PredictRequest& request, Progress& progress)
      : request_(request),
        progress_(progress),
        model_(read_model(request.model), Composer(request.plugins, {}), request.device),
        precision_(model_.card().at("pipeline"), model_.device(), progress),
        text_(prediction_text(request.form)),
        sink_(request.out) {}

  Predicted run() {
    for (const std::string& input : request_.inputs) expect_other_file(input);
    sink_.write(text_->start());
    for (const std::string& input : request_.inputs) {
      predict_input(input);
    }
    sink_.finish();
    return done_;
  }

 private:
  void expect_other_file(const std::string& input) const {
    std::error_code error;
    if (request_.out.empty() || !std::filesystem::equivalent(input, request_.out, error)) return;
    throw Failure(Exit::usage, {"the predictions would replace what they are made of",
                                request_.out,
                                {"--out names one of the inputs"},
                                "name another file"});
  }

  void predict_input(const std::string& input) {
    std::error_code error;
    if (std::filesystem::is_directory(input, error)) {
      predict_pictures(input, images_in(input));
    } else if (has_name_of_image(input)) {
      predict_pictures(input, {{input}, {input}});
    } else {
      model_.reads_regions() ? predict_regions(input) : predict_rows(input);
    }
  }

  void begin(const std::string& input, std::int64_t rows) {
    sink_.write(text_->begin(input_name(input)));
    progress_.begin(input_name(input), rows);
  }

  void predict_rows(const std::string& input) {
    const std::int64_t columns = model_.columns();
    const auto rows = open_rows({input, request_.variable, columns});
    begin(input, rows->rows().value_or(0));
    const at::Tensor buffer = at::empty({kRowsAtOnce, columns});
    std::int64_t first = 0;
    while (const auto got = rows->read(kRowsAtOnce, buffer.data_ptr<float>())) {
      stop_where_asked(input, first);
      const at::Tensor some = buffer.narrow(0, 0, got);
      const std::vector<std::int64_t> good = finite_rows(input, first, some);
      const bool are_all = static_cast<std::int64_t>(good.size()) == got;
      const at::Tensor chosen = are_all ? some : some.index_select(0, at::tensor(good, at::kLong));
      if (!good.empty()) tell(first, good, model_.scores(chosen));
      first += got;
      progress_.update(first);
    }
    progress_.end(fmt::format("{} rows", first));
    if (first > 0) return;
    throw Failure(Exit::bad_data,
                  {"there is no row to predict",
                   input_name(input),
                   {"it holds no row of numbers"},
                   fmt::format("give rows of {} numbers as .npy, .csv, .hdf5 or .mat", columns)});
  }

  /// Which of them can be scored.
  /// @throws Failure naming the first that cannot, unless it is to be left out.
  std::vector<std::int64_t> finite_rows(const std::string& input, std::int64_t first,
                                        const at::Tensor& some) {
    std::vector<std::int64_t> good = all_of(some.size(0));
    if (all_finite(some)) return good;
    const auto is_broken = [&](std::int64_t row) { return !all_finite(some[row]); };
    if (!request_.skip_broken) refuse(input, first, *first_not_finite(some));
    good.erase(std::remove_if(good.begin(), good.end(), is_broken), good.end());
    const auto skipped = some.size(0) - static_cast<std::int64_t>(good.size());
    done_.skipped += skipped;
    return good;
  }

  [[noreturn]] static void refuse(const std::string& input, std::int64_t first,
                                  const NotFinite& bad) {
    throw Failure(Exit::bad_data,
                  {fmt::format("row {} has a number that is {}", first + bad.row, bad.value),
                   input_name(input),
                   {fmt::format("in column {}; both are counted from 0", bad.place)},
                   "correct it, or leave such rows out with --skip-broken"});
  }

  [[noreturn]] static void refuse(const BrokenPicture& one) {
    throw Failure(Exit::bad_data, {"a picture cannot be read",
                                   one.name,
                                   {one.why},
                                   "mend it, or leave such pictures out with --skip-broken"});
  }

  void predict_regions(const std::string& input) {
    const formats::Hdf5File file(input);
    const auto source = formats::open_region_file(file);
    const RegionRows& wanted = model_.region_sizes();
    if (source->channels() != wanted.channels() || source->regions() != wanted.regions()) {
      throw Failure(
          Exit::bad_data,
          {fmt::format("the model reads {} channels of {} regions", wanted.channels(),
                       wanted.regions()),
           input,
           {fmt::format("the file has {} of {}", source->channels(), source->regions())},
           "extract them by the backbone that the model learned from, at the same image size"});
    }
    const RegionRows images(source, all_of(source->images()));
    begin(input, images.count());
    for (std::int64_t first = 0; first < images.count(); first += kImagesAtOnce) {
      stop_where_asked(input, first);
      const std::int64_t count = std::min(kImagesAtOnce, images.count() - first);
      tell(first, all_of(count), model_.scores(Samples(read_images(images, first, count))));
      progress_.update(first + count);
    }
    progress_.end(fmt::format("{} images", images.count()));
  }

  void predict_pictures(const std::string& input, const ImageList& list) {
    if (!pictures_) pictures_.emplace(model_, request_.backbone);
    const auto count = static_cast<std::int64_t>(list.files.size());
    progress_.begin(input, count);
    for (std::int64_t first = 0; first < count; first += kPicturesAtOnce) {
      stop_where_asked(input, first);
      const std::int64_t many = std::min(kPicturesAtOnce, count - first);
      tell_pictures(list, pictures_->read(list, first, many));
      progress_.update(first + many);
    }
    progress_.end(fmt::format("{} pictures", count));
  }

  void tell_pictures(const ImageList& list, const ReadPictures& read) {
    for (const BrokenPicture& one : read.broken) {
      if (!request_.skip_broken) refuse(one);
      progress_.message(fmt::format("skipped {}: {}", one.name, one.why));
      ++done_.skipped;
    }
    if (read.good.empty()) return;
    std::string text;
    rank_classes(read.scores, model_.classes(), request_.top,
                 [&](std::int64_t row, const std::vector<RankedClass>& best) {
                   const auto number = read.good[static_cast<std::size_t>(row)];
                   const auto& file = list.files[static_cast<std::size_t>(number)];
                   text_->add_picture(file.string(), best, text);
                 });
    sink_.write(text);
    done_.rows += static_cast<std::int64_t>(read.good.size());
  }

  /// Writes what the scores [n,C] say of the rows `first` + `rows` [n]. Every thread puts some of
  /// them into words: that takes a fifth of the time of their product.
  void tell(std::int64_t first, const std::vector<std::int64_t>& rows, const at::Tensor& said) {
    constexpr std::int64_t kPiece = 128;
    const auto count = static_cast<std::int64_t>(rows.size());
    std::vector<std::string> texts(static_cast<std::size_t>((count + kPiece - 1) / kPiece));
    at::parallel_for(0, static_cast<std::int64_t>(texts.size()), 1, [&](auto begin, auto end) {
      for (auto piece = begin; piece < end; ++piece) {
        const std::int64_t begun = piece * kPiece, some = std::min(kPiece, count - begun);
        std::string& text = texts[static_cast<std::size_t>(piece)];
        rank_classes(said.narrow(0, begun, some), model_.classes(), request_.top,
                     [&](std::int64_t row, const std::vector<RankedClass>& best) {
                       text_->add(first + rows[static_cast<std::size_t>(begun + row)], best, text);
                     });
      }
    });
    std::string all;
    for (const std::string& text : texts) all += text;
    sink_.write(all);
    done_.rows += count;
  }

  static void stop_where_asked(const std::string& input, std::int64_t first) {
    const int signal = InterruptGuard::pending();
    if (!signal) return;
    throw stopped(signal, input_name(input), {fmt::format("{} rows of it were predicted", first)},
                  "zeroth predict");
  }

  const PredictRequest& request_;
  Progress& progress_;
  LoadedModel model_;
  RunPrecision precision_;                 ///< as its run computed
  std::optional<PictureReader> pictures_;  ///< from the first picture on
  std::unique_ptr<PredictionText> text_;
  PredictionSink sink_;
  Predicted done_;
};

}  // namespace

PredictRequest parse_predict_request(const Json& document) {
  const Json& options = document.at("options");
  PredictRequest request;
  request.model = options.at("model").get<std::string>();
  request.plugins = document.at("plugins").get<std::map<std::string, std::string>>();
  request.inputs = options.at("inputs").get<std::vector<std::string>>();
  request.backbone = options.at("backbone").get<std::string>();
  request.variable = options.at("variable").get<std::string>();
  request.form = options.at("form").get<std::string>();
  request.top = options.at("top").get<std::int64_t>();
  request.skip_broken = options.at("skip_broken").get<bool>();
  request.out = options.at("out").get<std::string>();
  return request;
}

Predicted predict(const PredictRequest& request, Progress& progress) {
  const InterruptGuard guard;
  return Predicting(request, progress).run();
}

}  // namespace zeroth::host
