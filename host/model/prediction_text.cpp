#include "host/model/prediction_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "host/base/csv_field.h"
#include "host/base/json.h"
#include "host/base/printable.h"

namespace zeroth::host {
namespace {

const char* side_of(const ModelClass& one) { return one.is_seen ? "seen" : "unseen"; }

/// "0  zebra 97.1 % (unseen), horse 1.8 %, okapi 0.4 %"
class ForPeople final : public PredictionText {
 public:
  std::string begin(const std::string& source) override {
    const std::string line = (is_first_ ? "" : "\n") + printable_line(source) + "\n";
    is_first_ = false;
    return line;
  }
  void add(std::int64_t row, const std::vector<RankedClass>& best,
           std::string& text) const override {
    fmt::format_to(std::back_inserter(text), "{:>8}  ", row);
    add_classes(best, text);
  }
  void add_picture(const std::string& file, const std::vector<RankedClass>& best,
                   std::string& text) override {
    is_first_ = false;
    text += printable_line(file) + "  ";
    add_classes(best, text);
  }

 private:
  static void add_classes(const std::vector<RankedClass>& best, std::string& text) {
    auto out = std::back_inserter(text);
    for (std::size_t i = 0; i < best.size(); ++i) {
      fmt::format_to(out, "{}{} {:.1f} %{}", i == 0 ? "" : ", ", printable_line(best[i].of->name),
                     100 * best[i].probability,
                     i == 0 ? fmt::format(" ({})", side_of(*best[i].of)) : "");
    }
    text += '\n';
  }

  bool is_first_ = true;
};

class AsJson final : public PredictionText {
 public:
  std::string begin(const std::string& source) override {
    source_ = source;
    return "";
  }
  void add(std::int64_t row, const std::vector<RankedClass>& best,
           std::string& text) const override {
    const Json line = {{"source", source_}, {"row", row}, {"classes", ranked_json(best)}};
    text += line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  std::string source_;
};

class AsCsv final : public PredictionText {
 public:
  std::string start() const override { return "source,row,rank,class,id,seen,probability\n"; }
  std::string begin(const std::string& source) override {
    source_ = csv_field(source);
    return "";
  }
  void add(std::int64_t row, const std::vector<RankedClass>& best,
           std::string& text) const override {
    for (std::size_t i = 0; i < best.size(); ++i) {
      const ModelClass& one = *best[i].of;
      fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{:.9g}\n", source_, row, i + 1,
                     csv_field(one.name), one.id, one.is_seen ? 1 : 0, best[i].probability);
    }
  }

 private:
  std::string source_;
};

}  // namespace

std::unique_ptr<PredictionText> prediction_text(const std::string& form) {
  if (form == "json") return std::make_unique<AsJson>();
  if (form == "csv") return std::make_unique<AsCsv>();
  return std::make_unique<ForPeople>();
}

}  // namespace zeroth::host
