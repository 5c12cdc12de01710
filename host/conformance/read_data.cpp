#include "host/conformance/read_data.h"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>

#include "host/conformance/component.h"
#include "host/read/inner_data_check.h"
#include "host/text/required_path.h"

namespace zeroth::host {
namespace {

/// Nobody looks on, and nothing is kept.
class PlainReading final : public Reading {
 public:
  void note(const std::string&) override {}
  LabelledFeatures cached(const std::string&,
                          const std::function<LabelledFeatures()>& parse) override {
    return parse();
  }
  bool is_survey() const override { return false; }
};

Json params_with_files(const Subject& subject) {
  const std::string path = required_path(description_of(subject));
  if (path.empty() || subject.params.contains(path)) return needed_parameters(subject);
  throw std::invalid_argument(
      fmt::format("it reads files: give the kit some, with --set params.{}=PATH", path));
}

bool same_size(const Matrix& one, const Matrix& other) {
  return one.rows() == other.rows() && one.columns() == other.columns();
}

bool same_numbers(const Matrix& one, const Matrix& other) {
  const auto count = static_cast<std::size_t>(one.rows() * one.columns());
  return same_size(one, other) &&
         (count == 0 || std::memcmp(one.data(), other.data(), count * sizeof(float)) == 0);
}

bool same_splits(const Splits& one, const Splits& other) {
  return one.trainval == other.trainval && one.test_seen == other.test_seen &&
         one.test_unseen == other.test_unseen && one.train == other.train && one.val == other.val;
}

std::vector<float> regions_of(const RegionSource& regions) {
  const std::int64_t count = regions.images();
  if (count == 0) return {};
  const std::vector<std::int64_t> some = {0, count / 2, count - 1};
  std::vector<float> numbers(some.size() *
                             static_cast<std::size_t>(regions.channels() * regions.regions()));
  regions.read(some.data(), static_cast<std::int64_t>(some.size()), numbers.data());
  return numbers;
}

std::string different_regions(const DataSet& one, const DataSet& other, Numbers numbers) {
  if (!one.regions || !other.regions) return one.regions == other.regions ? "" : "its regions";
  const RegionSource &a = *one.regions, &b = *other.regions;
  if (a.images() != b.images() || a.channels() != b.channels() || a.height() != b.height() ||
      a.width() != b.width()) {
    return "the size of its regions";
  }
  const bool compared = numbers == Numbers::all;
  return compared && regions_of(a) != regions_of(b) ? "its regions" : "";
}

}  // namespace

MadeReader::MadeReader(const Subject& subject) : MadeReader(subject, params_with_files(subject)) {}

MadeReader::MadeReader(const Subject& subject, const Json& params)
    : outputs_(outputs_of(subject)),
      reader_(make_component<DataReader>(subject, params)),
      place_("/data") {
  serve_inner_readers();
  const std::string path = required_path(description_of(subject));
  if (params.contains(path)) place_ = params.at(path).get<std::string>();
}

DataSet MadeReader::read() const {
  PlainReading reading;
  DataSet data = reader_.call("read()", [&](DataReader& one) { return one.read(reading); });
  check_promises(data, outputs_, Numbers::all, reader_.place());
  return data;
}

std::optional<DataSet> MadeReader::outline() const {
  auto data = reader_.call("outline()", [](const DataReader& one) { return one.outline(); });
  if (data) check_promises(*data, outputs_, Numbers::without_features, reader_.place());
  return data;
}

std::optional<DataSizes> MadeReader::declared_sizes() const {
  const auto* says = reader_.ability<DeclaredSizes>();
  if (!says) return std::nullopt;
  return reader_.call("declared_sizes()",
                      [&](const DataReader&) { return says->declared_sizes(); });
}

std::string different(const DataSet& one, const DataSet& other, Numbers numbers) {
  if (!same_size(one.features, other.features)) return "the size of its features";
  if (numbers == Numbers::all && !same_numbers(one.features, other.features)) return "its features";
  const std::string regions = different_regions(one, other, numbers);
  if (!regions.empty()) return regions;
  if (one.labels != other.labels) return "its labels";
  if (!same_numbers(one.attributes, other.attributes)) return "its attributes";
  if (!same_numbers(one.word_vectors, other.word_vectors)) return "its word vectors";
  if (!same_splits(one.splits, other.splits)) return "its splits";
  return one.class_names == other.class_names ? "" : "its class names";
}

}  // namespace zeroth::host
