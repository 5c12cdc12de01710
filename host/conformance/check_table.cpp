#include "host/conformance/check_table.h"

#include "host/conformance/checks.h"

namespace zeroth::host {
namespace {

const std::optional<Kinds> kAny;
const Kinds kUsable = {Kind::generator, Kind::teacher, Kind::student,   Kind::expert,
                       Kind::ood,       Kind::loss,    Kind::classifier};
const Kinds kTrained = {Kind::generator, Kind::teacher, Kind::student,    Kind::expert,
                        Kind::ood,       Kind::loss,    Kind::classifier, Kind::recipe};
const Kinds kCallable = {Kind::generator, Kind::teacher,    Kind::student, Kind::expert, Kind::ood,
                         Kind::loss,      Kind::classifier, Kind::recipe,  Kind::data};
const Kinds kNetworks = {Kind::generator, Kind::teacher, Kind::student, Kind::expert};
const Kinds kTrainables = {Kind::generator, Kind::teacher};
const Kinds kPeeking = {Kind::generator, Kind::teacher, Kind::recipe};
const Kinds kClassifiers = {Kind::teacher, Kind::student, Kind::expert};
const Kinds kBatches = {Kind::generator, Kind::teacher, Kind::student,
                        Kind::expert,    Kind::ood,     Kind::classifier};
const Kinds kRowWise = {Kind::generator, Kind::teacher,    Kind::student, Kind::expert,
                        Kind::ood,       Kind::classifier, Kind::recipe};
const Kinds kSaved = {Kind::generator, Kind::teacher, Kind::student,
                      Kind::expert,    Kind::loss,    Kind::classifier};
const Kinds kDifferentiable = {Kind::teacher, Kind::student, Kind::ood, Kind::loss};
const Kinds kGenerator = {Kind::generator};
const Kinds kExpert = {Kind::expert};
const Kinds kScore = {Kind::ood};
const Kinds kLoss = {Kind::loss};
const Kinds kFinalClassifier = {Kind::classifier};
const Kinds kReader = {Kind::data};
const Kinds kRecipe = {Kind::recipe};

}  // namespace

const std::vector<Check>& all_checks() {
  static const std::vector<Check> all = {
      {"loads", kAny, 1, checks::loads, "the library loads with every symbol resolved",
       Process::own},
      {"loads-quietly", kAny, 1, checks::loads_quietly,
       "loading prints nothing, starts no thread and registers no operator", Process::own},
      {"load-time", kAny, 1, checks::load_time, "loading takes less than a second", Process::own},
      {"describes-itself", kAny, 1, checks::describes_itself,
       "a summary, and well-formed names and help for all parameters"},
      {"parameters", kAny, 1, checks::parameters,
       "defaults and listed values are accepted; unknown names, wrong types and values out of "
       "bounds are refused"},
      {"output-shape", kCallable, 1, checks::output_shape,
       "every output has the promised size and the dtype of the inputs"},
      {"creates-twice", kCallable, 1, checks::creates_twice,
       "two components live side by side, and one outlives the other"},
      {"stable-names", kNetworks, 1, checks::stable_names,
       "parameters and state are float32 leaves on the CPU under unique names that stay"},
      {"shares-word-vectors", kExpert, 1, checks::shares_word_vectors,
       "the word vectors that an expert shares are one of its parameters"},

      {"parameter-fuzz", kAny, 2, checks::parameter_fuzz,
       "any values inside the bounds are accepted or refused with an error"},
      {"output-finite", kTrained, 2, checks::output_finite, "no output is NaN or infinite"},
      {"probabilities", kClassifiers, 2, checks::probabilities,
       "the softmax of class scores gives every row probabilities, before and after training"},
      {"every-option", kUsable, 2, checks::every_option,
       "every listed value of every parameter gives outputs of the right size"},
      {"batch-of-one", kTrained, 2, checks::batch_of_one, "one row is enough"},
      {"batch-of-zero", kBatches, 2, checks::batch_of_zero, "no rows give no rows"},
      {"double-precision", kUsable, 2, checks::double_precision,
       "double inputs give double outputs, close to those of single precision"},
      {"deterministic", kTrained, 2, checks::deterministic, "the same seed gives the same bits",
       Process::own},
      {"global-generator-untouched", kTrained, 2, checks::global_generator,
       "all randomness comes from the generator that the host passes"},
      {"host-settings-untouched", kCallable, 2, checks::host_settings,
       "gradient mode, threads, default dtype, locale and signal handlers stay as they were",
       Process::own},
      {"inputs-unchanged", kTrained, 2, checks::inputs_unchanged, "no input is written to"},
      {"sample-rows", kGenerator, 2, checks::sample_rows,
       "what is sampled for one row does not depend on its neighbours"},
      {"calls-change-nothing", kTrained, 2, checks::calls_change_nothing,
       "outside of training, parameters and state are the same tensors with the same numbers "
       "after every call"},
      {"writes-nothing", kCallable, 2, checks::writes_nothing,
       "nothing goes to standard output or standard error", Process::own},
      {"survives-wrong-sizes", kTrained, 2, checks::survives_wrong_sizes,
       "inputs of other widths are refused or used, without a crash"},
      {"destroy-after-throw", kTrained, 2, checks::destroy_after_throw,
       "a component that threw leaves nothing behind: the next one gives the same outputs",
       Process::own},
      {"schedule-runs", kTrainables, 2, checks::schedule_runs,
       "a few iterations of every stage run, losses stay finite and parameters move"},
      {"save-load", kSaved, 2, checks::save_load,
       "what is saved holds all: another component with it gives the same outputs"},
      {"other-device", kTrained, 2, checks::other_device,
       "on a device other than the CPU nothing is left behind and the outputs are the same"},
      {"zero-word-vector", kExpert, 2, checks::zero_word_vector,
       "an attribute without a word vector leaves outputs and gradients finite"},
      {"attention-is-a-share", kExpert, 2, checks::attention_is_a_share,
       "attention to a region lies between 0 and 1"},
      {"attribute-rows", kExpert, 2, checks::attribute_rows,
       "an expert of rows says of an attribute the same whichever others there are"},
      {"output-mixes", kExpert, 2, checks::output_mixes,
       "an output that a parameter is said to mix of two others is that mix"},
      {"one-row-a-class", kFinalClassifier, 2, checks::one_row_a_class,
       "one row of each class is enough to learn from"},
      {"train-again", kFinalClassifier, 2, checks::train_again,
       "train() leaves the component, and what an earlier train() gave, as they were"},
      {"looks-change-nothing", kRecipe, 2, checks::looks_change_nothing,
       "a look between two epochs changes no bit of what training gives"},
      {"scores-stay", kRecipe, 2, checks::scores_stay,
       "the same rows get the same scores, whoever was scored in between"},
      {"resumes", kRecipe, 2, checks::resumes,
       "a run that goes on from what was saved ends with the same bits"},
      {"after-training-again", kRecipe, 2, checks::after_training_again,
       "a second after_training() changes nothing"},
      {"model", kRecipe, 2, checks::leaves_a_model,
       "a model of it, made again without a row of its training, gives the same scores"},
      {"reads-twice", kReader, 2, checks::reads_twice, "every read() gives the same data set"},
      {"sound-data", kReader, 2, checks::sound_data,
       "labels, splits and numbers are those of a problem that a run takes"},
      {"outline-agrees", kReader, 2, checks::outline_agrees,
       "outline() says what read() gives, but for the numbers of the features"},
      {"declared-sizes", kReader, 2, checks::declared_sizes,
       "declared_sizes() says what read() gives"},
      {"recognises-its-own", kReader, 2, checks::recognises_its_own,
       "recognise() knows the files that it reads, reads the same of them, and knows no empty "
       "folder"},
      {"missing-files", kReader, 2, checks::missing_files,
       "where no file is, read() says so and outline() gives nothing"},
      {"damaged-files", kReader, 2, checks::damaged_files,
       "files that are empty or cut are refused with an error"},
      {"fit-again", kScore, 2, checks::fit_again, "a second fit() gives the scores of the first"},

      {"gradients", kDifferentiable, 3, checks::gradients,
       "gradients agree with finite differences in double precision"},
      {"parameter-gradients", kClassifiers, 3, checks::parameter_gradients,
       "gradients by parameters agree with finite differences in double precision"},
      {"phase-gradients", kTrainables, 3, checks::phase_gradients,
       "the loss of a phase has the gradient by what it moves that finite differences say"},
      {"gradient-flows", kGenerator, 3, checks::gradient_flows,
       "a gradient flows from samples to parameters"},
      {"row-independent", kRowWise, 3, checks::row_independent,
       "what a row gives does not depend on its neighbours"},
      {"no-unseen-peek", kPeeking, 3, checks::no_unseen_peek,
       "training gives the same bits whatever the unseen classes are"},
      {"non-negative", kLoss, 3, checks::non_negative,
       "a loss that is declared non-negative is never below 0"},
      {"attributes-matter", kGenerator, 3, checks::attributes_matter,
       "other attributes give other samples"},
      {"noise-matters", kGenerator, 3, checks::noise_matters,
       "samples of the same attributes differ"},
      {"sample-scale", kGenerator, 3, checks::sample_scale,
       "samples are of the size of training rows"},
      {"no-copies", kReader, 3, checks::no_copies,
       "no test row has the features of a training row, no test image its regions"},
      {"learns", kFinalClassifier, 3, checks::learns,
       "on an easy world rows that it has not seen get their classes more often than by chance"},
      {"sign", kScore, 3, checks::sign,
       "rows of seen classes do not score lower than others on an easy world"},
      {"beats-chance", kScore, 3, checks::beats_chance,
       "on an easy world the score tells seen from unseen rows"},
      {"monotone-shift", kScore, 3, checks::monotone_shift,
       "the score does not rise while rows of seen classes fade"},
  };
  return all;
}

const std::vector<Explained>& explanations() {
  static const std::vector<Explained> all = {
      {{"output-shape", "parameter-fuzz"}, {"parameters"}},
      // What calls a component.
      {{"creates-twice", "stable-names", "output-finite", "global-generator-untouched",
        "host-settings-untouched", "inputs-unchanged", "survives-wrong-sizes"},
       {"output-shape"}},
      {{"writes-nothing"}, {"output-shape", "loads-quietly"}},
      {{"every-option", "attention-is-a-share"}, {"output-finite"}},
      // What compares the numbers of two calls.
      {{"deterministic"}, {"output-finite", "global-generator-untouched"}},
      {{"row-independent"},
       {"deterministic", "host-settings-untouched", "inputs-unchanged", "scores-stay"}},
      {{"sample-rows", "fit-again", "attribute-rows", "output-mixes", "attributes-matter",
        "noise-matters", "destroy-after-throw"},
       {"deterministic", "host-settings-untouched", "inputs-unchanged"}},
      {{"train-again"}, {"deterministic", "inputs-unchanged", "save-load", "calls-change-nothing"}},
      {{"scores-stay", "resumes", "after-training-again"}, {"deterministic", "inputs-unchanged"}},
      {{"model"},
       {"deterministic", "inputs-unchanged", "calls-change-nothing", "looks-change-nothing",
        "scores-stay", "resumes", "after-training-again", "no-unseen-peek"}},
      {{"looks-change-nothing"}, {"deterministic", "scores-stay", "calls-change-nothing"}},
      {{"reads-twice", "sound-data", "outline-agrees", "damaged-files"}, {"output-shape"}},
      {{"no-copies", "declared-sizes"}, {"output-shape", "reads-twice", "sound-data"}},
      {{"recognises-its-own"}, {"output-shape", "reads-twice"}},
      {{"one-row-a-class", "learns"}, {"output-finite"}},
      {{"batch-of-one", "batch-of-zero"}, {"sample-rows", "row-independent"}},
      {{"calls-change-nothing"}, {"stable-names", "sample-rows", "row-independent"}},
      // What trains.
      {{"gradient-flows"}, {"host-settings-untouched", "stable-names"}},
      {{"schedule-runs"}, {"output-finite", "gradient-flows", "calls-change-nothing"}},
      {{"probabilities", "sample-scale"}, {"schedule-runs", "output-finite"}},
      {{"no-unseen-peek"}, {"deterministic", "schedule-runs"}},
      // What takes parameters and state for all that a component holds.
      {{"save-load"}, {"deterministic", "inputs-unchanged", "stable-names", "schedule-runs"}},
      {{"shares-word-vectors"}, {"save-load"}},
      {{"other-device"}, {"save-load", "host-settings-untouched", "no-unseen-peek"}},
      {{"double-precision"}, {"other-device"}},
      // What differentiates, in double precision.
      {{"gradients", "parameter-gradients", "phase-gradients", "non-negative"},
       {"double-precision"}},
      {{"zero-word-vector"}, {"output-finite", "inputs-unchanged", "stable-names"}},
      // What a score is good for.
      {{"sign"}, {"row-independent"}},
      {{"beats-chance"}, {"sign"}},
      {{"monotone-shift"}, {"beats-chance"}},
  };
  return all;
}

}  // namespace zeroth::host
