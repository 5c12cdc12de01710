#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

#include "host/conformance/check.h"
#include "host/conformance/checks.h"

namespace zeroth::host {
namespace {

constexpr std::array<const char*, 5> kOutcomes = {"pass", "warn", "skip", "fail", "crash"};

// Kinds that the kit can use. A new kind gets a Specimen and is named here; until then the checks
// of its library and description hold for it as for every kind.
constexpr const char* kUsable = "generator teacher student expert ood loss";
constexpr const char* kNetworks = "generator teacher student expert";
constexpr const char* kTrainables = "generator teacher";
constexpr const char* kRowWise = "generator teacher student expert ood";

}  // namespace

const std::vector<Check>& all_checks() {
  static const std::vector<Check> checks = {
      {"loads", "", 1, checks::loads, "the library loads with every symbol resolved"},
      {"loads-quietly", "", 1, checks::loads_quietly,
       "loading prints nothing, starts no thread and registers no operator"},
      {"load-time", "", 1, checks::load_time, "loading takes less than a second"},
      {"describes-itself", "", 1, checks::describes_itself,
       "a summary, and well-formed names and help for all parameters"},
      {"parameters", "", 1, checks::parameters,
       "defaults and listed values are accepted; unknown names, wrong types and values out of "
       "bounds are refused"},
      {"output-shape", kUsable, 1, checks::output_shape,
       "every output has the promised size and the dtype of the inputs"},
      {"creates-twice", kUsable, 1, checks::creates_twice,
       "two components live side by side, and one outlives the other"},
      {"stable-names", kNetworks, 1, checks::stable_names,
       "parameters and state are float32 leaves on the CPU under unique names that stay"},
      {"shares-word-vectors", "expert", 1, checks::shares_word_vectors,
       "the word vectors that an expert shares are one of its parameters"},

      {"parameter-fuzz", "", 2, checks::parameter_fuzz,
       "any values inside the bounds are accepted or refused with an error"},
      {"output-finite", kUsable, 2, checks::output_finite, "no output is NaN or infinite"},
      {"probabilities", "teacher student expert", 2, checks::probabilities,
       "the softmax of class scores gives every row probabilities, before and after training"},
      {"every-option", kUsable, 2, checks::every_option,
       "every listed value of every parameter gives outputs of the right size"},
      {"batch-of-one", kUsable, 2, checks::batch_of_one, "one row is enough"},
      {"batch-of-zero", kRowWise, 2, checks::batch_of_zero, "no rows give no rows"},
      {"double-precision", kUsable, 2, checks::double_precision,
       "double inputs give double outputs, close to those of single precision"},
      {"deterministic", kUsable, 2, checks::deterministic, "the same seed gives the same bits"},
      {"global-generator-untouched", kUsable, 2, checks::global_generator,
       "all randomness comes from the generator that the host passes"},
      {"host-settings-untouched", kUsable, 2, checks::host_settings,
       "gradient mode, threads, default dtype, locale and signal handlers stay as they were"},
      {"inputs-unchanged", kUsable, 2, checks::inputs_unchanged, "no input is written to"},
      {"writes-nothing", kUsable, 2, checks::writes_nothing,
       "nothing goes to standard output or standard error"},
      {"survives-wrong-sizes", kUsable, 2, checks::survives_wrong_sizes,
       "inputs of other widths are refused or used, without a crash"},
      {"destroy-after-throw", kUsable, 2, checks::destroy_after_throw,
       "a component that threw leaves nothing behind: the next one gives the same outputs"},
      {"other-device", kUsable, 2, checks::other_device,
       "on a device other than the CPU nothing is left behind and the outputs are the same"},
      {"schedule-runs", kTrainables, 2, checks::schedule_runs,
       "a few iterations of every stage run, losses stay finite and parameters move"},
      {"save-load", kNetworks, 2, checks::save_load,
       "parameters() and state() hold all: another component with them gives the same outputs"},
      {"zero-word-vector", "expert", 2, checks::zero_word_vector,
       "an attribute without a word vector leaves outputs and gradients finite"},
      {"attention-is-a-share", "expert", 2, checks::attention_is_a_share,
       "attention to a region lies between 0 and 1"},
      {"attribute-rows", "expert", 2, checks::attribute_rows,
       "an expert of rows says of an attribute the same whichever others there are"},
      {"fit-again", "ood", 2, checks::fit_again, "a second fit() gives the scores of the first"},

      {"gradients", "teacher student ood loss", 3, checks::gradients,
       "gradients agree with finite differences in double precision"},
      {"parameter-gradients", "teacher student expert", 3, checks::parameter_gradients,
       "gradients by parameters agree with finite differences in double precision"},
      {"gradient-flows", "generator", 3, checks::gradient_flows,
       "a gradient flows from samples to parameters"},
      {"row-independent", kRowWise, 3, checks::row_independent,
       "what a row gives does not depend on its neighbours"},
      {"no-unseen-peek", kTrainables, 3, checks::no_unseen_peek,
       "training gives the same bits whatever the unseen classes are"},
      {"non-negative", "loss", 3, checks::non_negative,
       "a loss that is declared non-negative is never below 0"},
      {"attributes-matter", "generator", 3, checks::attributes_matter,
       "other attributes give other samples"},
      {"noise-matters", "generator", 3, checks::noise_matters,
       "samples of the same attributes differ"},
      {"sign", "ood", 3, checks::sign,
       "confident rows of seen classes score higher than rows that nothing is known of"},
      {"beats-chance", "ood", 3, checks::beats_chance,
       "on an easy world the score tells seen from unseen rows"},
      {"monotone-shift", "ood", 3, checks::monotone_shift,
       "the score does not rise while rows of seen classes fade"},
  };
  return checks;
}

bool applies_to(const Check& check, const std::string& kind) {
  if (*check.kinds == '\0') return true;
  std::istringstream kinds(check.kinds);
  for (std::string one; kinds >> one;) {
    if (one == kind) return true;
  }
  return false;
}

const char* outcome_name(Outcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

Outcome outcome_of(const std::string& name) {
  const auto found = std::find(kOutcomes.begin(), kOutcomes.end(), name);
  if (found == kOutcomes.end()) throw std::out_of_range("no outcome " + name);
  return static_cast<Outcome>(found - kOutcomes.begin());
}

}  // namespace zeroth::host
