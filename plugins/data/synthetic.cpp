/// A world whose class means are a smooth function of random attributes and whose noise is normal
/// and the same in every direction, so that the nearest mean is the Bayes rule and its figures are
/// known.
#include <fmt/format.h>
#include <zeroth/blocks.h>
#include <zeroth/data_reader.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "plugins/data/synthetic_optimum.h"
#include "plugins/data/synthetic_world.h"

namespace {

using namespace zeroth;

Matrix descriptors_of(const SyntheticWorld& world) {
  const std::vector<double>& all = world.attributes();
  return Matrix(std::vector<float>(all.begin(), all.end()),
                static_cast<std::int64_t>(world.settings().classes()),
                static_cast<std::int64_t>(world.settings().attributes));
}

/// All but features and optimum.
DataSet outline_of(const SyntheticWorld& world) {
  const WorldSettings& s = world.settings();
  DataSet data;
  data.name = "synthetic";
  data.attributes = descriptors_of(world);
  const auto add = [&](std::size_t id, std::int64_t count, std::vector<std::int64_t>& split) {
    for (std::int64_t i = 0; i < count; ++i) {
      split.push_back(static_cast<std::int64_t>(data.labels.size()));
      data.labels.push_back(static_cast<std::int64_t>(id));
    }
  };
  for (std::size_t c = 0; c < s.classes(); ++c) {
    if (!world.is_unseen(c)) add(c, s.train_per_class, data.splits.trainval);
    add(c, s.test_per_class, world.is_unseen(c) ? data.splits.test_unseen : data.splits.test_seen);
  }
  data.features = Matrix(nullptr, static_cast<std::int64_t>(data.labels.size()),
                         static_cast<std::int64_t>(s.features), nullptr);
  return data;
}

/// A row a label.
Matrix rows_of(const SyntheticWorld& world, const std::vector<std::int64_t>& labels) {
  const std::size_t width = world.settings().features, rows = labels.size();
  std::vector<float> values(rows * width);
  in_blocks(
      "the rows of the synthetic world", static_cast<std::int64_t>(rows),
      block_of(static_cast<std::int64_t>(width)), [&](std::int64_t first, std::int64_t end) {
        std::vector<double> row(width);
        for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(end); ++i) {
          world.draw(static_cast<std::size_t>(labels[i]), world.settings().seed + 1, i, row.data());
          std::copy(row.begin(), row.end(), values.data() + i * width);
        }
      });
  return Matrix(std::move(values), static_cast<std::int64_t>(rows),
                static_cast<std::int64_t>(width));
}

class Synthetic final : public DataReader, public SampledOptimum {
 public:
  static void describe(Schema<Synthetic>& s) {
    s.summary("A world made from attributes whose Bayes-optimal figures are known.");
    s.param("seen_classes", &Synthetic::seen_, "S").at_least(1);
    s.param("unseen_classes", &Synthetic::unseen_, "U").at_least(1);
    s.param("attributes", &Synthetic::attributes_, "d").at_least(1);
    s.param("features", &Synthetic::features_, "D").at_least(1);
    s.param("train_per_class", &Synthetic::train_per_class_, "training rows per seen class")
        .at_least(1);
    s.param("test_per_class", &Synthetic::test_per_class_, "test rows per class").at_least(1);
    s.param("noise", &Synthetic::noise_, "standard deviation within a class").above(0);
    s.param("nonlinearity", &Synthetic::nonlinearity_, "share of the saturating response")
        .at_least(0)
        .at_most(1);
    s.param("seed", &Synthetic::seed_, "of the world, not of the run").at_least(0).any_size();
    s.output("features", {"N", "D"});
    s.remark("It reads no files: the world is drawn from the parameters.");
  }

  /// Memory and patience have limits.
  void validate() const {
    constexpr double kMostBytes = 32e9, kMostTerms = 1e13;
    const auto seen = static_cast<double>(seen_), unseen = static_cast<double>(unseen_);
    const auto d = static_cast<double>(attributes_), D = static_cast<double>(features_);
    const double classes = seen + unseen;
    const double rows = seen * static_cast<double>(train_per_class_) +
                        classes * static_cast<double>(test_per_class_);
    const double bytes = rows * D * sizeof(float) + classes * D * (sizeof(double) + sizeof(float)) +
                         (2 * classes + D) * d * sizeof(double);
    const double terms = classes * D * d + most_terms_of_optimum(classes, D);
    if (bytes <= kMostBytes && terms <= kMostTerms) return;
    throw Error(
        Fault::configuration,
        {"the synthetic world would be too large",
         "",
         {bytes > kMostBytes
              ? fmt::format("it is made in memory and needs {:.3g} GB, {:.0f} GB is the limit",
                            bytes / 1e9, kMostBytes / 1e9)
              : fmt::format("its means and its optimum need {:.1g} terms, {:.0g} is the limit",
                            terms, kMostTerms)},
         "ask for fewer classes, rows, features or attributes"});
  }

  DataSet read(Reading&) override {
    SyntheticWorld world(settings());
    world.make_means();
    DataSet data = outline_of(world);
    const DrawnOptimum optimum = optimum_of(world);
    data.optimum = optimum.figures;
    errors_ = optimum.errors;
    data.features = rows_of(world, data.labels);
    return data;
  }
  Optimum optimum_errors() const override { return errors_; }
  std::optional<DataSet> outline() const override { return outline_of(SyntheticWorld(settings())); }

 private:
  WorldSettings settings() const {
    const auto size = [](std::int64_t value) { return static_cast<std::size_t>(value); };
    return {size(seen_),     size(unseen_),    size(attributes_),
            size(features_), train_per_class_, test_per_class_,
            noise_,          nonlinearity_,    static_cast<std::uint64_t>(seed_)};
  }

  std::int64_t seen_ = 40, unseen_ = 10, attributes_ = 12, features_ = 64;
  std::int64_t train_per_class_ = 40, test_per_class_ = 20, seed_ = 0;
  double noise_ = 1.5, nonlinearity_ = 0.5;
  Optimum errors_;
};

}  // namespace

ZEROTH_DATA_READER(Synthetic, "synthetic", "1.0.0")
