#include "host/run/shared_look.h"

#include <string>
#include <utility>

#include "host/base/begins_with.h"
#include "host/ranks/equal_ranks.h"
#include "host/ranks/sent_tensors.h"

namespace zeroth::host {
namespace {

const std::string kExpertPrefix = "expert ";

void add(NamedTensors& all, const std::string& name, const at::Tensor& tensor) {
  if (tensor.defined()) all.push_back({name, tensor});
}

void add(NamedTensors& all, const std::string& name, const Best& best) {
  add(all, name + " scores", best.scores);
  add(all, name + " ids", best.ids);
}

at::Tensor found(const NamedTensors& all, const std::string& name) {
  for (const NamedTensor& one : all) {
    if (one.name == name) return one.tensor;
  }
  return {};
}

Best best_found(const NamedTensors& all, const std::string& name) {
  return {found(all, name + " scores"), found(all, name + " ids")};
}

/// What a rank has to send.
NamedTensors part_of(const ScoredRows& rows, const NamedTensors& experts) {
  NamedTensors all;
  add(all, "scores", rows.scores);
  add(all, "unseen scores", rows.unseen_scores);
  if (rows.kept) {
    add(all, "seen", rows.kept->seen);
    add(all, "unseen", rows.kept->unseen);
    add(all, "own", rows.kept->own);
  }
  for (const NamedTensor& one : experts) add(all, kExpertPrefix + one.name, one.tensor);
  return all;
}

/// `rows` with what all have sent.
Looked put_together(ScoredRows rows, const NamedTensors& all) {
  rows.scores = found(all, "scores");
  rows.unseen_scores = found(all, "unseen scores");
  if (rows.kept) {
    rows.kept =
        SideScores{best_found(all, "seen"), best_found(all, "unseen"), best_found(all, "own")};
  }
  Looked looked{std::move(rows), {}};
  for (const NamedTensor& one : all) {
    if (!begins_with(one.name, kExpertPrefix)) continue;
    looked.experts.push_back({one.name.substr(kExpertPrefix.size()), one.tensor});
  }
  return looked;
}

}  // namespace

bool is_shared(const RankGroup* ranks, const Evaluator& evaluator) {
  return ranks && evaluator.data().samples.are_regions();
}

Looked look_together(RankGroup& ranks, const Evaluator& evaluator, const Predictor& predictor,
                     KeptScores kept) {
  expect_equal_ranks(ranks, predictor.tensors(), "in a look at held-out rows");
  ScoredRows rows = evaluator.look(predictor, kept, {ranks.place().rank, ranks.size()});
  const NamedTensors all = below_each_other(ranks, part_of(rows, predictor.kept()));
  if (!ranks.is_first()) return {};
  return put_together(std::move(rows), all);
}

}  // namespace zeroth::host
