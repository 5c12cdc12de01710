/// A world whose class means are a smooth function of random attributes and whose noise is normal
/// and the same in every direction, so that the nearest mean is the Bayes rule and its figures are
/// known.
#include <fmt/format.h>
#include <zeroth/data_reader.h>
#include <zeroth/random.h>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace {

using namespace zeroth;

using Row = std::vector<double>;

// With noise 1.5 the means of two classes then lie some five deviations apart.
constexpr double kSpread = 1.7;
constexpr int kOptimumDraws = 200;  // per class; the standard error of a figure is below 0.5 %

struct Settings {
  std::size_t seen, unseen, attributes, features;
  std::int64_t train_per_class, test_per_class;
  double noise, nonlinearity;
  std::uint64_t seed;
  std::size_t classes() const { return seen + unseen; }
};

Row normal_row(std::size_t count, double scale, Random& random) {
  Row row(count);
  for (double& value : row) value = scale * random.normal();
  return row;
}

double dot(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// The world itself: descriptors, means, and which classes are unseen.
class World {
 public:
  explicit World(const Settings& s) : s_(s) {
    Random random(s.seed);
    for (std::size_t c = 0; c < s.classes(); ++c) {
      Row descriptor(s.attributes);
      for (double& value : descriptor) value = random.uniform();
      attributes.push_back(descriptor);
      means.emplace_back();
    }
    make_means(random);
    choose_unseen(random);
  }

  Row draw(std::size_t id, Random& random) const {
    Row x = means[id];
    for (double& value : x) value += s_.noise * random.normal();
    return x;
  }

  /// The nearest mean among the classes that `allowed` accepts.
  template <class Allowed>
  std::size_t classify(const Row& x, Allowed&& allowed) const {
    std::size_t best = 0;
    double smallest = INFINITY;
    for (std::size_t c = 0; c < means.size(); ++c) {
      if (!allowed(c)) continue;
      double distance = 0;
      for (std::size_t j = 0; j < x.size(); ++j)
        distance += (x[j] - means[c][j]) * (x[j] - means[c][j]);
      if (distance < smallest) {
        smallest = distance;
        best = c;
      }
    }
    return best;
  }

  std::vector<Row> attributes, means;
  std::vector<bool> is_unseen;

 private:
  /// Each feature mixes a linear and a saturating response to the descriptor.
  void make_means(Random& random) {
    const double scale = kSpread / std::sqrt(static_cast<double>(s_.attributes) / 12.0);
    for (std::size_t j = 0; j < s_.features; ++j) {
      const Row linear = normal_row(s_.attributes, 1.0, random);
      const Row bent = normal_row(s_.attributes, 1.0, random);
      const double centre = dot(bent, Row(s_.attributes, 0.5));
      for (std::size_t c = 0; c < s_.classes(); ++c) {
        const double response = (1 - s_.nonlinearity) * dot(linear, attributes[c]) +
                                s_.nonlinearity * std::tanh(dot(bent, attributes[c]) - centre);
        means[c].push_back(scale * response);
      }
    }
  }

  void choose_unseen(Random& random) {
    std::vector<std::size_t> order(s_.classes());
    for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
    random.shuffle(order);
    is_unseen.assign(order.size(), false);
    for (std::size_t i = 0; i < s_.unseen; ++i) is_unseen[order[i]] = true;
  }

  const Settings& s_;
};

Optimum optimum_of(const World& world, const Settings& s) {
  Random random(s.seed ^ 0x0b71e55edULL);
  double seen_hits = 0, unseen_hits = 0, zero_shot_hits = 0;
  const auto anything = [](std::size_t) { return true; };
  const auto unseen_only = [&](std::size_t c) { return static_cast<bool>(world.is_unseen[c]); };
  for (std::size_t c = 0; c < s.classes(); ++c) {
    for (int i = 0; i < kOptimumDraws; ++i) {
      const Row x = world.draw(c, random);
      (world.is_unseen[c] ? unseen_hits : seen_hits) += world.classify(x, anything) == c;
      if (world.is_unseen[c]) zero_shot_hits += world.classify(x, unseen_only) == c;
    }
  }
  const auto percent = [](double hits, std::size_t classes) {
    return 100.0 * hits / static_cast<double>(classes * kOptimumDraws);
  };
  Optimum optimum;
  optimum.U = percent(unseen_hits, s.unseen);
  optimum.S = percent(seen_hits, s.seen);
  optimum.T1 = percent(zero_shot_hits, s.unseen);
  const double sum = optimum.U + optimum.S;
  optimum.H = sum > 0 ? 2 * optimum.U * optimum.S / sum : 0.0;
  return optimum;
}

Matrix to_matrix(const std::vector<Row>& rows, std::size_t columns) {
  std::vector<float> values;
  for (const Row& row : rows) values.insert(values.end(), row.begin(), row.end());
  return Matrix(std::move(values), static_cast<std::int64_t>(rows.size()),
                static_cast<std::int64_t>(columns));
}

DataSet make(const Settings& s) {
  const World world(s);
  DataSet data;
  data.name = "synthetic";
  data.attributes = to_matrix(world.attributes, s.attributes);
  data.optimum = optimum_of(world, s);
  Random random(s.seed + 1);
  std::vector<Row> rows;
  const auto add = [&](std::size_t id, std::int64_t count, std::vector<std::int64_t>& split) {
    for (std::int64_t i = 0; i < count; ++i) {
      split.push_back(static_cast<std::int64_t>(rows.size()));
      data.labels.push_back(static_cast<std::int64_t>(id));
      rows.push_back(world.draw(id, random));
    }
  };
  for (std::size_t c = 0; c < s.classes(); ++c) {
    if (!world.is_unseen[c]) add(c, s.train_per_class, data.splits.trainval);
    add(c, s.test_per_class, world.is_unseen[c] ? data.splits.test_unseen : data.splits.test_seen);
  }
  data.features = to_matrix(rows, s.features);
  return data;
}

class Synthetic final : public DataReader {
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
    const double bytes = (rows + classes) * D * (sizeof(double) + sizeof(float)) +
                         (classes + D) * d * sizeof(double);
    const double terms = classes * D * (kOptimumDraws * classes + d);  // of distances, of means
    if (bytes <= kMostBytes && terms <= kMostTerms) return;
    throw Error(
        Fault::configuration,
        {"the synthetic world would be too large",
         "/data/params",
         {bytes > kMostBytes
              ? fmt::format("it is made in memory and needs {:.3g} GB, {:.0f} GB is the limit",
                            bytes / 1e9, kMostBytes / 1e9)
              : fmt::format("its optimum needs {:.1g} terms, {:.0g} is the limit", terms,
                            kMostTerms)},
         "ask for fewer classes, rows, features or attributes"});
  }

  DataSet read(Reading&) override { return make(settings()); }
  std::optional<DataSet> outline() const override { return make(settings()); }

 private:
  Settings settings() const {
    const auto size = [](std::int64_t value) { return static_cast<std::size_t>(value); };
    return {size(seen_),     size(unseen_),    size(attributes_),
            size(features_), train_per_class_, test_per_class_,
            noise_,          nonlinearity_,    static_cast<std::uint64_t>(seed_)};
  }

  std::int64_t seen_ = 40, unseen_ = 10, attributes_ = 12, features_ = 64;
  std::int64_t train_per_class_ = 40, test_per_class_ = 20, seed_ = 0;
  double noise_ = 1.5, nonlinearity_ = 0.5;
};

}  // namespace

ZEROTH_DATA_READER(Synthetic, "synthetic", "1.0.0")
