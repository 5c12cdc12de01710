/// The features of another reader, every row scaled to length 1: only the direction of a feature
/// vector counts. CNN features are often compared so, by their cosine.
#include <zeroth/blocks.h>
#include <zeroth/inner_reader.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace {

using zeroth::DataReader;
using zeroth::DataSet;

class UnitRows final : public DataReader, public zeroth::DeclaredSizes {
 public:
  static void describe(zeroth::Schema<UnitRows>& s) {
    s.summary("The data set of another reader, every feature row scaled to length 1.");
    s.child("reader", "data", &UnitRows::reader_, "reads the data set").passes_outputs();
    s.remark("A row of zeros stays one.");
  }

  DataSet read(zeroth::Reading& reading) override {
    DataSet data = named(read_inner(*reader_, reading));
    data.features = scaled(data.features);
    return data;
  }

  // A dry run looks at sizes, which stay.
  std::optional<DataSet> outline() const override {
    std::optional<DataSet> data = outline_of_inner(*reader_);
    if (data) data = named(std::move(*data));
    return data;
  }

  std::optional<zeroth::DataSizes> declared_sizes() const override {
    const auto sizes = declared_sizes_of_inner(*reader_);
    if (sizes && sizes->regions > 0) refuse_regions("the data set");
    return sizes;
  }

 private:
  [[noreturn]] static void refuse_regions(const std::string& whose) {
    throw zeroth::Error(zeroth::Fault::configuration,
                        {"regions of images stay as they are in their file",
                         "",
                         {whose + " has regions"},
                         "take its reader alone"});
  }

  /// Another name, so that no table takes it for the data set itself.
  static DataSet named(DataSet data) {
    if (data.regions) refuse_regions(data.name);
    data.name += ", unit rows";
    if (data.optimum) {
      data.optimum.reset();
      data.warnings.push_back(
          "the best possible figures of rows without their lengths are not known");
    }
    return data;
  }

  static zeroth::Matrix scaled(const zeroth::Matrix& features) {
    const std::int64_t rows = features.rows(), columns = features.columns();
    const std::shared_ptr<float> room = zeroth::room_for_rows(rows, columns);
    const auto scale = [&](std::int64_t first, std::int64_t end) {
      for (std::int64_t n = first; n < end; ++n) {
        const float* row = features.row(n);
        double squares = 0;
        for (std::int64_t d = 0; d < columns; ++d) squares += double(row[d]) * double(row[d]);
        const double factor = squares > 0 ? 1 / std::sqrt(squares) : 1;
        std::transform(row, row + columns, room.get() + n * columns,
                       [&](float value) { return static_cast<float>(value * factor); });
      }
    };
    zeroth::in_blocks("scaling rows", rows, zeroth::block_of(columns), scale);
    return zeroth::Matrix(room.get(), rows, columns, room);
  }

  std::shared_ptr<DataReader> reader_;
};

}  // namespace

ZEROTH_DATA_READER(UnitRows, "unit-rows", "0.1.0")
