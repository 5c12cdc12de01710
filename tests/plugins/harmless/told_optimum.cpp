// A small world whose reader knows the best that anybody can reach in it.
#include <zeroth/data_reader.h>

namespace {

using namespace zeroth;

class ToldOptimum final : public DataReader {
 public:
  static void describe(Schema<ToldOptimum>& s) {
    s.summary("Three classes of four rows.");
    s.output("features", {"N", "D"});
  }

  DataSet read(Reading&) override {
    DataSet data;
    data.name = "told";
    std::vector<float> rows;
    for (std::int64_t i = 0; i < 36; ++i) rows.push_back(static_cast<float>(i));
    data.features = Matrix(std::move(rows), 12, 3);
    data.attributes = Matrix({0, 1, 1, 0, 1, 1}, 3, 2);
    data.labels = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
    data.class_names = {"ant", "bee", "cat"};
    data.splits = {{0, 1, 2, 4, 5, 6}, {3, 7}, {8, 9, 10, 11}, {}, {}};
    data.optimum = Optimum{50, 75, 60, 100};
    data.warnings = {"the world is small"};
    return data;
  }
};

}  // namespace

ZEROTH_DATA_READER(ToldOptimum, "told-optimum", "1.0.0")
