/// DEDN's fine expert: one backbone for each cluster of attributes.
/// Rao et al., IJCAI 2024, arXiv:2404.16348, section 3.3; plugins/expert/README.md.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <string>
#include <vector>

#include "plugins/networks/attribute_clusters.h"
#include "plugins/networks/class_expert.h"

namespace {

namespace networks = zeroth::networks;
using networks::Clusters;

class FineExpert final : public zeroth::Expert, public zeroth::Attention, public zeroth::Constants {
 public:
  static void describe(zeroth::Schema<FineExpert>& s) {
    s.summary("Class scores from one backbone for each cluster of attributes.");
    s.cite("arXiv:2404.16348");
    s.param("clusters", &FineExpert::clusters_,
            "numbers of the attributes of each cluster; every attribute is in exactly one");
    s.param("cluster_by", &FineExpert::cluster_by_,
            "given: `clusters`; otherwise k-means on what describes an attribute: its word vector, "
            "or its values in the classes")
        .one_of({"given", "word-vectors", "class-attributes"});
    s.param("count", &FineExpert::count_, "clusters that k-means makes").at_least(1).at_most(10000);
    s.param("merge", &FineExpert::merge_, "joins every that many neighbouring clusters to one")
        .at_least(1);
    s.param("margin", &FineExpert::margin_,
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    s.children("backbone", "expert", &FineExpert::backbones_, &FineExpert::backbones_needed,
               "scores the attributes of one cluster")
        .by_default("expert.dan")
        .passes_outputs();
    s.output("scores", {"B", "C"});
    s.output("inference_scores", {"B", "C"});
  }

  void validate() const {
    if (cluster_by_ == "given" && clusters_.empty()) {
      throw zeroth::Error("clusters is empty: give them, or set cluster_by");
    }
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    const Clusters clusters = clusters_of(problem, rng);
    std::vector<std::int64_t> order;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
      order.insert(order.end(), clusters[i].begin(), clusters[i].end());
      backbones_[i]->build(part_of(problem, at::tensor(clusters[i], at::kLong)), rng);
    }
    to_attributes_ = at::tensor(order, at::kLong).argsort();
    class_scores_ = networks::ClassScores(problem.classes, margin_);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors all;
    for (std::size_t i = 0; i < backbones_.size(); ++i) {
      for (const zeroth::NamedTensor& one : backbones_[i]->parameters()) {
        all.push_back({"cluster." + std::to_string(i) + "." + one.name, one.tensor});
      }
    }
    return all;
  }

  zeroth::NamedTensors constants() const override {
    zeroth::NamedTensors all = class_scores_.constants();
    all.push_back({"to attributes", to_attributes_});
    for (std::size_t i = 0; i < backbones_.size(); ++i) {
      networks::append_constants(*backbones_[i], "cluster." + std::to_string(i) + ".", all);
    }
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    zeroth::TensorMap out = clusters_answer(images);
    networks::add_class_scores(class_scores_, out);
    return out;
  }

  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    std::vector<at::Tensor> parts;
    for (const auto& one : backbones_) parts.push_back(networks::attention_of(*one, images));
    return joined(parts, 1);
  }

 private:
  std::size_t backbones_needed() const {
    const auto all = cluster_by_ == "given" ? static_cast<std::int64_t>(clusters_.size()) : count_;
    return static_cast<std::size_t>((all + merge_ - 1) / merge_);
  }

  Clusters clusters_of(const zeroth::RegionProblem& problem, const at::Generator& rng) const {
    Clusters clusters = clusters_;
    if (cluster_by_ == "word-vectors") {
      clusters = networks::k_means(problem.word_vectors, count_, rng);
    } else if (cluster_by_ == "class-attributes") {
      clusters = networks::k_means(problem.classes.attributes.t(), count_, rng);
    }
    networks::check_clusters(clusters, problem.word_vectors.size(0));
    return networks::merged(clusters, merge_);
  }

  static zeroth::RegionProblem part_of(zeroth::RegionProblem problem, const at::Tensor& cluster) {
    problem.word_vectors = problem.word_vectors.index_select(0, cluster);
    problem.classes.attributes = problem.classes.attributes.index_select(1, cluster);
    return problem;
  }

  /// What all backbones say: at once where they can.
  zeroth::TensorMap clusters_answer(const zeroth::RegionBatch& images) const {
    std::vector<zeroth::TensorMap> parts;
    const auto* first = dynamic_cast<const zeroth::AttributeRows*>(backbones_.front().get());
    if (!first) {
      for (const auto& one : backbones_) parts.push_back(one->forward(images));
      return joined(parts, 1);
    }
    for (const auto& one : backbones_) {
      parts.push_back(dynamic_cast<const zeroth::AttributeRows&>(*one).attribute_rows());
    }
    return first->forward_with(joined(parts, 0), images);
  }

  /// Tensors of the clusters as one, in the order of the attributes; `attribute` is the dimension
  /// that counts them.
  at::Tensor joined(const std::vector<at::Tensor>& parts, std::int64_t attribute) const {
    return at::cat(parts, attribute).index_select(attribute, to_attributes_);
  }

  /// The same for every tensor by name.
  zeroth::TensorMap joined(const std::vector<zeroth::TensorMap>& parts,
                           std::int64_t attribute) const {
    zeroth::TensorMap all;
    for (const zeroth::NamedTensor& one : parts.front().all()) {
      std::vector<at::Tensor> same;
      for (const zeroth::TensorMap& part : parts) same.push_back(part[one.name]);
      all.set(one.name, joined(same, attribute));
    }
    return all;
  }

  Clusters clusters_;
  std::string cluster_by_ = "given";
  std::int64_t count_ = 4;
  std::int64_t merge_ = 1;
  double margin_ = 1.0;
  std::vector<std::shared_ptr<zeroth::Expert>> backbones_;
  at::Tensor to_attributes_;  // [K] int64: attribute -> place among the clusters' attributes
  networks::ClassScores class_scores_;
};

}  // namespace

ZEROTH_EXPERT(FineExpert, "fexp", "1.0.0")
