/// A data set of another reader, treated: fewer training rows, wrong labels, rough descriptors,
/// shifted features, other unseen classes.
#include <fmt/format.h>
#include <zeroth/inner_reader.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "plugins/data/rough_attributes.h"
#include "plugins/data/rough_features.h"
#include "plugins/data/rough_rows.h"
#include "plugins/data/rough_split.h"

namespace {

using namespace zeroth;
using namespace zeroth::rough;

class Rough final : public DataReader, public DeclaredSizes, public SampledOptimum {
 public:
  static void describe(Schema<Rough>& s) {
    s.summary(
        "The data set of another reader made rough: long tail, few rows, noise, shift, other "
        "splits.");
    s.cite(
        "Cao et al., Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss, "
        "NeurIPS "
        "2019, arXiv:1906.07413");
    s.child("reader", "data", &Rough::reader_, "reads the data set that is treated")
        .passes_outputs();
    s.param("seed", &Rough::seed_, "of all that is drawn, not of the run").at_least(0).any_size();
    describe_rows(s);
    describe_attributes(s);
    describe_features(s);
    describe_split(s);
    s.remark("Every treatment that changes something is said in a warning of the data set.");
  }

  void validate() const {
    if (similarity_ == 0 || unseen_share_ > 0) return;
    throw Error(Fault::configuration,
                {"\"unseen_similarity\" chooses nothing where the split stays",
                 "",
                 {fmt::format("it is {}, and \"unseen_share\" is 0", similarity_)},
                 "say which share of the classes is unseen, or leave \"unseen_similarity\" at 0"});
  }

  DataSet read(Reading& reading) override { return treated(read_inner(*reader_, reading)); }

  std::optional<DataSet> outline() const override {
    auto data = outline_of_inner(*reader_);
    if (!data) return std::nullopt;
    if (!data->regions) {  // nobody looks at the numbers
      data->features = Matrix(nullptr, data->features.rows(), data->features.columns(), nullptr);
    }
    return treated(std::move(*data));
  }

  /// How many rows and classes are left depends on how many there are of each class.
  std::optional<DataSizes> declared_sizes() const override {
    auto sizes = declared_sizes_of_inner(*reader_);
    if (!sizes || imbalance_ > 1 || rows_per_class_ > 0 || unseen_share_ > 0) return std::nullopt;
    if (sizes->regions > 0) {
      expect_features("the data set");
    } else if (backbone_ > 0) {
      sizes->features = backbone_;
    }
    return sizes;
  }

  Optimum optimum_errors() const override { return optimum_errors_of_inner(*reader_); }

 private:
  static void describe_rows(Schema<Rough>& s) {
    s.param("imbalance", &Rough::imbalance_,
            "training rows of the largest seen class to those of the smallest; 1 = as they are")
        .at_least(1)
        .at_most(200);
    s.param("rows_per_class", &Rough::rows_per_class_,
            "training rows of a seen class at most; 0 = all")
        .at_least(0);
    s.param("label_noise", &Rough::label_noise_,
            "share of the training rows that get the label of another seen class")
        .at_least(0)
        .below(1);
  }

  static void describe_attributes(Schema<Rough>& s) {
    s.param("attribute_noise", &Rough::attribute_noise_,
            "standard deviation, in units of each attribute's own over the classes")
        .at_least(0)
        .at_most(100);
    s.param("attributes_missing", &Rough::attributes_missing_,
            "share of the descriptors' numbers that become the mean over the classes")
        .at_least(0)
        .below(1);
  }

  static void describe_features(Schema<Rough>& s) {
    s.param("feature_scale", &Rough::scale_, "factor of the shifted rows; 1 = as they are")
        .above(0)
        .at_most(100);
    s.param("feature_noise", &Rough::noise_,
            "standard deviation, in units of each feature's own over the training rows")
        .at_least(0)
        .at_most(100);
    s.param("feature_rotation", &Rough::rotation_, "strength of a random rotation; 0 = none")
        .at_least(0)
        .at_most(1);
    s.param("shifted_rows", &Rough::shifted_rows_, "which rows are scaled, rotated and get noise")
        .one_of({"test", "all"});
    s.param("backbone_features", &Rough::backbone_,
            "columns that a random linear map makes of the features of all rows; 0 = no map")
        .at_least(0)
        .at_most(65536);
  }

  static void describe_split(Schema<Rough>& s) {
    s.param("unseen_share", &Rough::unseen_share_,
            "share of the classes that is unseen; 0 = the split of the data set")
        .at_least(0)
        .below(1);
    s.param("unseen_similarity", &Rough::similarity_,
            "of unseen classes to seen ones: -1 farthest, 0 random, 1 nearest")
        .at_least(-1)
        .at_most(1);
  }

  DataSet treated(DataSet data) const;
  void treat_features(DataSet& data, const std::vector<double>& deviations) const;
  void expect_features(const std::string& whose) const;
  void name_treatments(DataSet& data) const;
  bool knows_optimum(std::int64_t columns) const {
    return unseen_share_ == 0 && noise_ == 0 && (backbone_ == 0 || backbone_ >= columns);
  }
  FeatureSettings features() const {
    return {scale_, noise_, rotation_, backbone_, shifted_rows_ == "all", seed()};
  }
  std::uint64_t seed() const { return static_cast<std::uint64_t>(seed_); }

  std::shared_ptr<DataReader> reader_;
  std::int64_t seed_ = 0, rows_per_class_ = 0, backbone_ = 0;
  double imbalance_ = 1, label_noise_ = 0, attribute_noise_ = 0, attributes_missing_ = 0;
  double scale_ = 1, noise_ = 0, rotation_ = 0, unseen_share_ = 0, similarity_ = 0;
  std::string shifted_rows_ = "test";
};

/// Of regions, which stay in their file, no number is changed.
void Rough::expect_features(const std::string& whose) const {
  if (!features().shifts() && backbone_ == 0) return;
  throw Error(Fault::configuration,
              {"regions of images cannot be shifted",
               "",
               {fmt::format("{} has region features, which stay in their file", whose)},
               "leave out \"feature_scale\", \"feature_noise\", \"feature_rotation\" and "
               "\"backbone_features\""});
}

/// The split comes first, so that the others treat the training rows that there will be; what the
/// noise of features is measured by is measured before, so that it stays the same.
DataSet Rough::treated(DataSet data) const {
  if (data.regions) expect_features(data.name);
  std::vector<double> deviations;
  if (noise_ > 0 && data.features.data()) {
    deviations = deviations_of(data.features, data.splits.trainval);
  }
  const auto tell = [&](std::string sentence) { data.warnings.push_back(std::move(sentence)); };
  if (unseen_share_ > 0) tell(split_again(data, {unseen_share_, similarity_, seed()}));
  if (imbalance_ > 1) tell(make_long_tail(data, imbalance_, seed()));
  if (rows_per_class_ > 0) tell(keep_few_rows(data, rows_per_class_, seed()));
  if (label_noise_ > 0) tell(make_labels_noisy(data, label_noise_, seed()));
  const Matrix known = data.attributes;
  if (attribute_noise_ > 0) tell(make_attributes_noisy(data, attribute_noise_, seed()));
  if (attributes_missing_ > 0) tell(lose_attributes(data, known, attributes_missing_, seed()));
  const std::int64_t columns = data.features.columns();
  treat_features(data, deviations);
  if (data.optimum && !knows_optimum(columns)) {
    data.optimum.reset();
    tell("the best possible figures are not known any more");
  }
  name_treatments(data);
  return data;
}

void Rough::treat_features(DataSet& data, const std::vector<double>& deviations) const {
  const FeatureSettings settings = features();
  if (settings.shifts()) {
    data.warnings.push_back(shift_features(data, settings, deviations));
  }
  if (settings.backbone > 0) data.warnings.push_back(map_features(data, settings));
}

/// "CUB, imbalance 50, label_noise 0.2": what tables call it, so that nobody takes it for the
/// other.
void Rough::name_treatments(DataSet& data) const {
  const std::vector<std::tuple<const char*, double, double>> all = {
      {"unseen_share", unseen_share_, 0},
      {"unseen_similarity", similarity_, 0},
      {"imbalance", imbalance_, 1},
      {"rows_per_class", static_cast<double>(rows_per_class_), 0},
      {"label_noise", label_noise_, 0},
      {"attribute_noise", attribute_noise_, 0},
      {"attributes_missing", attributes_missing_, 0},
      {"feature_rotation", rotation_, 0},
      {"feature_scale", scale_, 1},
      {"feature_noise", noise_, 0},
      {"backbone_features", static_cast<double>(backbone_), 0}};
  for (const auto& [name, value, none] : all) {
    if (value != none) data.name += fmt::format(", {} {}", name, value);
  }
  if (features().shifts() && shifted_rows_ == "all") data.name += " of all rows";
}

}  // namespace

ZEROTH_DATA_READER(Rough, "rough", "1.0.0")
