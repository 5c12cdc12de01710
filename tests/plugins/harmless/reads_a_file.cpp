// A score that cannot be without a file, a whole number in a certain range and a word.
#include <ATen/TensorOperators.h>
#include <ATen/ops/logsumexp.h>
#include <zeroth/ood_scorer.h>

#include <fstream>

namespace {

class ReadsAFile final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<ReadsAFile>& s) {
    s.summary("Energy of the logits at the temperature that a file holds.");
    s.param("file", &ReadsAFile::file_, "a text file with a number").not_empty();
    s.param("lines", &ReadsAFile::lines_, "how many lines that file has").at_least(1);
  }

  void validate() {
    std::ifstream in(file_);
    if (!(in >> temperature_)) throw zeroth::Error("\"" + file_ + "\" holds no number");
    if (lines_ != 100) throw zeroth::Error("\"" + file_ + "\" has 100 lines");
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    return at::logsumexp(in.logits / temperature_, 1) * temperature_;
  }

 private:
  std::string file_;
  std::int64_t lines_ = 99;
  double temperature_ = 1;
};

}  // namespace

ZEROTH_OOD_SCORER(ReadsAFile, "reads-a-file", "1.0.0")
