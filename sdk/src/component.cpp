// The key functions of every interface: each typeinfo and vtable exists once, here, so that
// dynamic_cast works between the host and plugins.
#include <zeroth/abilities.h>
#include <zeroth/classifier.h>
#include <zeroth/component.h>
#include <zeroth/data_reader.h>
#include <zeroth/expert.h>
#include <zeroth/generator.h>
#include <zeroth/loss.h>
#include <zeroth/ood_scorer.h>
#include <zeroth/optimise.h>
#include <zeroth/recipe.h>
#include <zeroth/student.h>
#include <zeroth/teacher.h>

namespace zeroth {

Network::~Network() = default;
RowNetwork::~RowNetwork() = default;
Trainable::~Trainable() = default;
Generator::~Generator() = default;
Teacher::~Teacher() = default;
Student::~Student() = default;
Expert::~Expert() = default;
Loss::~Loss() = default;
Recipe::~Recipe() = default;
Classifier::~Classifier() = default;
TrainedClassifier::~TrainedClassifier() = default;

Learner::~Learner() = default;
JointTerm::~JointTerm() = default;
Predictor::~Predictor() = default;
ChoosesThreshold::~ChoosesThreshold() = default;
MixesExperts::~MixesExperts() = default;
TakesClasses::~TakesClasses() = default;
KeepsClasses::~KeepsClasses() = default;
Steps::~Steps() = default;

Reading::~Reading() = default;
DataReader::~DataReader() = default;
std::optional<DataSet> DataReader::outline() const { return std::nullopt; }
DeclaredSizes::~DeclaredSizes() = default;
SampledOptimum::~SampledOptimum() = default;
RecognisesFiles::~RecognisesFiles() = default;

ClassifierInput::~ClassifierInput() = default;
ClassifierSamples::~ClassifierSamples() = default;
Embedder::~Embedder() = default;
Preparation::~Preparation() = default;
ClassPreparation::~ClassPreparation() = default;
DynamicPhases::~DynamicPhases() = default;
Fitted::~Fitted() = default;
Constants::~Constants() = default;
TrainsDifferently::~TrainsDifferently() = default;
ClassifierHead::~ClassifierHead() = default;
ReadsHead::~ReadsHead() = default;
InputScore::~InputScore() = default;
FeaturePerturbation::~FeaturePerturbation() = default;
Pieces::~Pieces() = default;
WordVectors::~WordVectors() = default;
AttributeRows::~AttributeRows() = default;
Attention::~Attention() = default;

OODScorer::~OODScorer() = default;
void OODScorer::fit(const Scores&, const at::Tensor&) {}

}  // namespace zeroth
