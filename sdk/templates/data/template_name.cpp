/// TODO: what the files are, and where they come from.
#include <zeroth/data_reader.h>
#include <zeroth/formats/csv_descriptors.h>
#include <zeroth/formats/csv_text.h>
#include <zeroth/formats/regular_file.h>

#include <cmath>
#include <filesystem>

namespace {

namespace fs = std::filesystem;
namespace formats = zeroth::formats;

class TemplateName final : public zeroth::DataReader {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("A folder with two tables, images.csv and classes.csv.");
    s.param("root", &TemplateName::root_, "the folder").required("/data/mine").not_empty().path();
    s.output("features", {"N", "D"});
    s.reads("images.csv", "N lines", "trainval, test_seen or test_unseen; class; D features");
    s.reads("classes.csv", "C lines", "the name of a class and its d attributes");
    s.remark("Classes count from 0, in the order of classes.csv. No line of titles.");
  }

  zeroth::DataSet read(zeroth::Reading&) override { return tables(); }

  // For --dry-run: the sizes, where the files are there. These are small enough to be read whole.
  std::optional<zeroth::DataSet> outline() const override {
    std::error_code unreadable;
    if (!fs::is_regular_file(fs::path(root_) / "images.csv", unreadable)) return std::nullopt;
    return tables();
  }

 private:
  zeroth::DataSet tables() const {
    zeroth::DataSet data;
    data.name = "template-name";
    data.terms.attributes = "classes.csv";
    auto classes = formats::read_csv_descriptors(fs::path(root_) / "classes.csv");
    data.attributes = std::move(classes.values);
    data.class_names = std::move(classes.class_names);
    const fs::path file = fs::path(root_) / "images.csv";
    const auto lines = formats::csv_records(formats::read_small_file(file), file);
    std::vector<float> features;
    for (const formats::CsvRecord& line : lines) {
      if (line.fields.size() < 3 || line.fields.size() != lines.front().fields.size())
        refuse(file, line, "it has not as many fields as the first line");
      rows_of(data.splits, file, line).push_back(static_cast<std::int64_t>(data.labels.size()));
      data.labels.push_back(static_cast<std::int64_t>(number(file, line, 1)));
      for (std::size_t i = 2; i < line.fields.size(); ++i)
        features.push_back(static_cast<float>(number(file, line, i)));
    }
    const auto rows = static_cast<std::int64_t>(lines.size());
    const auto columns = rows == 0 ? 0 : static_cast<std::int64_t>(features.size()) / rows;
    data.features = zeroth::Matrix(std::move(features), rows, columns);
    return data;
  }

  static std::vector<std::int64_t>& rows_of(zeroth::Splits& splits, const fs::path& file,
                                            const formats::CsvRecord& line) {
    if (line.fields[0] == "trainval") return splits.trainval;
    if (line.fields[0] == "test_seen") return splits.test_seen;
    if (line.fields[0] == "test_unseen") return splits.test_unseen;
    refuse(file, line, "there is no split \"" + line.fields[0] + "\"");
  }

  static double number(const fs::path& file, const formats::CsvRecord& line, std::size_t field) {
    const auto value = formats::csv_number(line.fields[field]);
    if (!value || !std::isfinite(*value))
      refuse(file, line, "\"" + line.fields[field] + "\" is no number");
    return *value;
  }

  // The files are at fault, not the plugin: which file, which line, and why.
  [[noreturn]] static void refuse(const fs::path& file, const formats::CsvRecord& line,
                                  const std::string& why) {
    const std::string where = file.string() + ":" + std::to_string(line.line);
    throw zeroth::Error(zeroth::Fault::bad_data, {"cannot read an image", where, {why}});
  }

  std::string root_;
};

}  // namespace

ZEROTH_DATA_READER(TemplateName, "template-name", "0.1.0")
