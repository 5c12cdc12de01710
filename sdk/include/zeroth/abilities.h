#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <zeroth/api.h>
#include <zeroth/classified.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth {

struct RegionBatch;
struct Scores;

// What a component can do beyond its kind. A component inherits from one of these in addition to
// its own interface; the host asks for it by dynamic_cast. A published interface never gets another
// function: a new ability is a new class here.

/// A generator whose final classifier reads something else than the features.
class ZEROTH_API ClassifierInput {
 public:
  virtual ~ClassifierInput();
  /// features [N,D] -> [N,P], row by row; P does not depend on N.  [after build]
  virtual at::Tensor classifier_input(const at::Tensor& features) const = 0;
};

/// A generator whose final classifier learns from rows that are drawn, in a space of its own
/// (CADA-VAE: codes of features and of attributes). It is a `ClassifierInput` too, which says what
/// the trained classifier reads of a row.
class ZEROTH_API ClassifierSamples {
 public:
  virtual ~ClassifierSamples();
  /// One draw [N,P] for each of the real rows `features` [N,D].  [after build]
  virtual at::Tensor samples_of_rows(const at::Tensor& features, at::Generator rng) const = 0;
  /// One draw [N,P] for each row of `attributes` [N,d], of unseen classes.  [after build]
  virtual at::Tensor samples_of_classes(const at::Tensor& attributes, at::Generator rng) const = 0;
};

/// A network that others may classify on top of.
class ZEROTH_API Embedder {
 public:
  virtual ~Embedder();
  /// E, the length of an embedding.
  virtual std::int64_t embedding_size() const = 0;
  /// features [N,D] -> [N,E]. A gradient flows to `features` and to the parameters that require
  /// one.  [after build]
  virtual at::Tensor embed(const at::Tensor& features) const = 0;
};

/// A network that looks at the training rows before it learns, to scale them for example.
class ZEROTH_API Preparation {
 public:
  virtual ~Preparation();
  /// features [n,D] of all training rows. A run that is continued calls it again, so nothing but
  /// these rows may decide.  [after build, once]
  virtual void prepare(const at::Tensor& features) = 0;
};

/// The same look, for a network that asks for the classes of these rows too, to find what is
/// typical of each.  [since SDK 1.1]
class ZEROTH_API ClassPreparation {
 public:
  virtual ~ClassPreparation();
  /// features [n,D] of all training rows and their places [n] int64 among the seen classes. A run
  /// that is continued calls it again, so nothing but these rows may decide.  [after build, once]
  virtual void prepare(const at::Tensor& features, const at::Tensor& positions) = 0;
};

/// A component or learner with phases whose work changes from one iteration to the next: other
/// operations, other shapes, or numbers that the processor decides, such as a weight that grows
/// with the epoch. The work of all its other phases could be recorded once and replayed.  [since
/// SDK 1.1]
class ZEROTH_API DynamicPhases {
 public:
  virtual ~DynamicPhases();
  /// Names of its schedule.  [after build]
  virtual std::vector<std::string> dynamic_phases() const = 0;
};

/// A component that `OODScorer::fit` or a `prepare` taught something: a model keeps it,
/// since there are no rows to teach it by any more. A run whose components learn there without this
/// ability leaves no model.
class ZEROTH_API Fitted {
 public:
  virtual ~Fitted();
  /// What it was taught, under stable names.  [after fit or prepare]
  virtual NamedTensors fitted() const = 0;
  /// What `fitted` gave, instead of being taught.  [after build]
  virtual void set_fitted(const TensorMap& tensors) = 0;
};

/// A component that computes with tensors which are neither parameters nor state: tables and class
/// descriptors that `build` made or kept.
class ZEROTH_API Constants {
 public:
  virtual ~Constants();
  /// Those tensors, the same ones at every call; not saved. The host moves them, as it moves
  /// parameters and state.  [after build]
  virtual NamedTensors constants() const = 0;
};

/// A student that computes otherwise while it learns: batch norm, dropout. One without this ability
/// is asked by `classify` there too.
class ZEROTH_API TrainsDifferently {
 public:
  virtual ~TrainsDifferently();
  /// features [N,D] -> embedding [N,E] and logits [N,C], as in `classify`, for a loss. Rows may see
  /// each other; all randomness comes from `rng`. Running statistics belong to `state()`. A
  /// gradient flows to `features` and to the parameters that require one.  [after build]
  virtual Classified classify_training(const at::Tensor& features, at::Generator rng) = 0;
};

/// The last layer of a classifier: logits = embedding weight^T + bias.
struct Head {
  at::Tensor weight;  ///< [S,E]
  at::Tensor bias;    ///< [S]
};

/// A teacher whose logits are an affine function of its embedding.
class ZEROTH_API ClassifierHead {
 public:
  virtual ~ClassifierHead();
  /// The parameters of that layer.  [after build]
  virtual Head head() const = 0;
};

/// A score that reads the teacher's last layer (ViM, ReAct). The host refuses it beside a teacher
/// that is no `ClassifierHead`, and where there is no teacher.
class ZEROTH_API ReadsHead {
 public:
  virtual ~ReadsHead();
  /// Called before every `fit`, once the teacher is trained. The tensors are constants, to be kept
  /// and not to be written to.
  virtual void read_head(const Head& head) = 0;
};

/// A score that differentiates what the network says by the features. The host asks it here instead
/// of by `OODScorer::score`, and refuses it where there are no feature rows.
class ZEROTH_API InputScore {
 public:
  virtual ~InputScore();
  /// Score [N] of each row, independent of the other rows; larger = seen. `features` [N,D] require
  /// a gradient, and `scores` carry the graph down to them. The graph is the host's: keep it
  /// (`retain_graph`). A score through which a generator is to learn creates one of its own
  /// (`create_graph`) and returns a tensor that requires a gradient.
  virtual at::Tensor score(const at::Tensor& features, const Scores& scores) const = 0;
};

/// A score that changes the features before it reads them (ODIN).
class ZEROTH_API FeaturePerturbation {
 public:
  virtual ~FeaturePerturbation();
  /// The features to score instead, a constant. `scores` are those of `features` and carry the
  /// graph down to them.
  virtual at::Tensor perturb(const at::Tensor& features, const Scores& scores) const = 0;
};

/// A method whose pieces have names of their own ("ddgan.posterior") and can be checked alone: the
/// names are declared with `Schema::piece`, `zeroth check-cases` calls them.
class ZEROTH_API Pieces {
 public:
  virtual ~Pieces();
  /// Outputs of a piece by name. `in` holds inputs, weights and numeric settings (scalars) by name.
  /// A gradient flows to whatever requires one.  [before build too]
  virtual TensorMap piece(const std::string& name, const TensorMap& in) const = 0;
};

/// An expert that owns trainable word vectors of the attributes, which another one may share.
class ZEROTH_API WordVectors {
 public:
  virtual ~WordVectors();
  /// V [K,G]: the parameter itself.  [after build]
  virtual at::Tensor word_vectors() const = 0;
};

/// An expert to which an attribute is some rows of numbers, and the others do not matter: experts
/// over parts of the attributes then answer at once, as one over all of them, which is faster.
class ZEROTH_API AttributeRows {
 public:
  virtual ~AttributeRows();
  /// The rows of its attributes, [K,...] each. A gradient flows to the parameters.  [after build]
  virtual TensorMap attribute_rows() const = 0;
  /// What `forward` says of images where these are the rows of the attributes: its own, or those of
  /// several experts of the same plugin and parameters below each other.
  virtual TensorMap forward_with(const TensorMap& rows, const RegionBatch& images) const = 0;
};

/// An expert that can say where in an image it finds an attribute.
class ZEROTH_API Attention {
 public:
  virtual ~Attention();
  /// Weights [B,K,R] of the regions for every attribute, each in [0,1].  [after build]
  virtual at::Tensor attention(const RegionBatch& images) const = 0;
};

}  // namespace zeroth
