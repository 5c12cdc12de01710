#include "host/pipeline/host_schema.h"

#include <algorithm>
#include <utility>

namespace zeroth::host {
namespace {

ParameterDescription rule(std::string name, Value value, std::string help) {
  ParameterDescription made;
  made.name = std::move(name);
  made.type = type_of(value);
  made.default_value = std::move(value);
  made.help = std::move(help);
  return made;
}

ParameterDescription number(std::string name, double value, std::string help) {
  return rule(std::move(name), value, std::move(help));
}

ParameterDescription text(std::string name, std::string value, std::string help) {
  return rule(std::move(name), std::move(value), std::move(help));
}

ParameterDescription integer(std::string name, std::int64_t value, double at_least,
                             std::string help) {
  ParameterDescription made = rule(std::move(name), value, std::move(help));
  made.at_least = at_least;
  return made;
}

/// Any number that is not negative: it stands for itself and is no size.
ParameterDescription seed(std::int64_t value, std::string help) {
  ParameterDescription made = rule("seed", value, std::move(help));
  made.at_least = 0;
  made.any_size = true;
  return made;
}

ParameterDescription positive(std::string name, double value, std::string help) {
  ParameterDescription made = number(std::move(name), value, std::move(help));
  made.above = 0;
  return made;
}

ParameterDescription not_negative(std::string name, double value, std::string help) {
  ParameterDescription made = number(std::move(name), value, std::move(help));
  made.at_least = 0;
  return made;
}

/// In [0,1), for the constants of moving means.
ParameterDescription moment(std::string name, double value, std::string of = "Adam") {
  ParameterDescription made = number(std::move(name), value, std::move(of));
  made.at_least = 0;
  made.below = 1;
  return made;
}

ParameterDescription share(std::string name, double value, std::string help) {
  ParameterDescription made = positive(std::move(name), value, std::move(help));
  made.below = 1;
  return made;
}

ParameterDescription choice(std::string name, std::vector<std::string> values, std::string help) {
  ParameterDescription made = text(std::move(name), values.front(), std::move(help));
  made.one_of = std::move(values);
  return made;
}

ParameterDescription flag(std::string name, bool value, std::string help) {
  return rule(std::move(name), value, std::move(help));
}

ParameterDescription required_text(std::string name, std::string help) {
  ParameterDescription made = text(std::move(name), "", std::move(help));
  made.default_value.reset();
  made.not_empty = true;
  return made;
}

ParameterDescription required(ParameterDescription made) {
  made.default_value.reset();
  return made;
}

ParameterDescription factors() {
  ParameterDescription made = rule("factors", NumbersByName(), "optimiser name -> factor");
  made.above = 0;
  return made;
}

/// What a pipeline may say of an optimiser; nothing is filled in.
BlockSchema optimiser_changes() {
  const auto unsaid = [](ParameterDescription made) {
    made.default_value.reset();
    return made;
  };
  return {"optimisers",
          {unsaid(choice("kind", {"adam", "adamw", "amsgrad", "sgd", "rmsprop"}, "how it steps")),
           unsaid(positive("learning_rate", 0, "before its shape")),
           unsaid(moment("beta1", 0, "Adam and its kin, first moment")),
           unsaid(moment("beta2", 0, "second moment; of rmsprop the smoothing")),
           unsaid(positive("epsilon", 0, "added outside the root")),
           unsaid(moment("momentum", 0, "of sgd and rmsprop")),
           unsaid(flag("nesterov", false, "of sgd: look ahead along the momentum")),
           unsaid(not_negative("weight_decay", 0,
                               "added to the gradient; of adamw, taken from the parameter")),
           unsaid(not_negative("clip", 0, "largest norm of the gradient; 0 = any"))},
          {{"rate",
            {unsaid(choice("shape", {"constant", "linear", "cosine", "step"},
                           "of the learning rate from the first to the last step")),
             unsaid(integer("warm_up", 0, 0, "steps of the optimiser in which the rate rises")),
             unsaid(not_negative("last", 0, "linear and cosine: share of the rate at the end")),
             unsaid(integer("every", 0, 1, "step: steps between changes")),
             unsaid(positive("factor", 0, "step: what the rate is multiplied by"))},
            {},
            {}}},
          {},
          true};
}

std::vector<BlockSchema> common_blocks(const std::vector<ParameterDescription>& of_training) {
  std::vector<ParameterDescription> train = {
      integer("epochs", 50, 1, "epochs of the main training"),
      integer("batch", 64, 1, "real rows per step")};
  train.insert(train.end(), of_training.begin(), of_training.end());
  return {
      {"train",
       train,
       {{"decay",
         {integer("every", 0, 0, "epochs between changes of learning rates; 0 = never"), factors()},
         {},
         {}},
        {"gradients",
         {integer(
             "every", 0, 0,
             "iterations between measurements of the gradient that each loss alone sends to each "
             "optimiser, for metrics.jsonl; 0 = never")},
         {},
         {}},
        optimiser_changes()},
       {}},
      {"evaluate",
       {choice("protocol", {"final-epoch", "strict-val", "paper-oracle", "validation"},
               "how the reported epoch is chosen; validation never looks at test rows"),
        integer("every", 1, 1, "epochs between evaluations, where a protocol chooses the epoch")},
       {{"validation",
         {share("seen_share", 0.2, "of each class's training rows, held out as pseudo-test-seen"),
          share("unseen_share", 0.25, "of the seen classes, where the splits name none"),
          seed(0, "of the choice of rows and classes")},
         {},
         {}}},
       {}},
      {"checkpoint",
       {integer("every", 1, 0, "epochs between checkpoints; 0 = only at the end")},
       {},
       {}}};
}

/// `of_training`: what the recipe's `train` block holds beside the common values.
std::vector<BlockSchema> with_common(std::vector<BlockSchema> own,
                                     const std::vector<ParameterDescription>& of_training = {}) {
  for (BlockSchema& block : common_blocks(of_training)) own.push_back(std::move(block));
  return own;
}

std::vector<BlockSchema> synthesis_blocks() {
  return {
      {"synthesis", {integer("per_class", 300, 1, "synthetic rows per unseen class")}, {}, {}},
      {"classifier",
       {integer("epochs", 25, 1, "epochs of the softmax classifier"),
        integer("batch", 0, 0, "rows per step; 0 = synthesis.per_class"),
        positive("learning_rate", 1e-3, "of Adam"), moment("beta1", 0.5), moment("beta2", 0.999)},
       {},
       {}}};
}

constexpr const char* kFClswgan =
    "Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018, arXiv:1712.00981";
constexpr const char* kD3gzsl = "Wang et al., AAAI 2024, arXiv:2402.11424";

/// How a detector's score decides between seen and unseen classes.
BlockSchema gate() {
  return {"gate",
          {choice("threshold", {"validation-h", "seen-quantile", "fixed", "oracle"},
                  "how the score is chosen above which a row is called seen"),
           number("value", 0.0, "the threshold of rule fixed"),
           share("quantile", 0.05, "of the training rows, below the threshold of seen-quantile")},
          {},
          "ood"};
}

RecipeSchema generative() {
  return {"generative", {{"generator", "generator"}},    false,
          false,        with_common(synthesis_blocks()), {kFClswgan}};
}

RecipeSchema two_stage() {
  std::vector<BlockSchema> blocks = synthesis_blocks();
  blocks.push_back(gate());
  return {"two-stage",
          {{"generator", "generator"}, {"teacher", "teacher"}, {"ood", "ood"}},
          false,
          false,
          with_common(blocks),
          {kD3gzsl}};
}

RecipeSchema d3gzsl() {
  BlockSchema joint = {
      "joint",
      {positive("weight", 1e-4, "lambda of D3GZSL, multiplies every loss"),
       choice("weight_applies", {"both", "generator"},
              "to generator and student, or to the generator's share only"),
       integer("per_class", 5, 1, "synthetic rows per unseen class and step")},
      {{"optimiser",
        {positive("learning_rate", 1e-4, "of Adam"), moment("beta1", 0.5), moment("beta2", 0.999),
         positive("epsilon", 1e-8, "of Adam; damps small losses")},
        {},
        {}},
       {"gate",
        {number("weight", 1.0, "w at the start"), number("offset", 0.0, "b at the start"),
         flag("softmax", true, "a further softmax on [c, 1 - c]"),
         flag("standardise", false, "standardise the score on the training rows first")},
        {},
        {}},
       {"projector",
        {choice("input", {"log-softmax", "softmax"}, "what it reads of the student's logits"),
         flag("softmax", true, "a softmax on its two outputs")},
        {},
        {}}},
      {}};
  return {
      "d3gzsl",
      {{"generator", "generator"}, {"teacher", "teacher"}, {"student", "student"}, {"ood", "ood"}},
      false,
      true,
      with_common({joint}),
      {kD3gzsl}};
}

BlockSchema expert_optimiser() {
  return {
      "optimiser",
      {choice("kind", {"rmsprop", "adam", "adamw", "amsgrad", "sgd"}, "of all experts' parameters"),
       positive("learning_rate", 1e-4, "of any"), moment("momentum", 0.9, "rmsprop and sgd"),
       moment("smoothing", 0.99, "rmsprop, of the squared gradients"), moment("beta1", 0.9),
       moment("beta2", 0.999), positive("epsilon", 1e-8, "added outside the root"),
       not_negative("weight_decay", 1e-4,
                    "added to the gradient; of adamw, taken from the parameter")},
      {},
      {}};
}

RecipeSchema embedding() {
  const BlockSchema inference = {
      "inference",
      {rule("weights", NumbersByName(),
            "expert -> share of its class scores in the prediction; none: equal shares"),
       number("calibration", 0.0, "taken from the scores of seen classes")},
      {},
      {}};
  return {"embedding",
          {{"ood", "ood", true}},
          true,
          true,
          with_common({inference, expert_optimiser(), gate()},
                      {choice("sampling", {"plain", "balanced"},
                              "a batch is random rows, or equally many of random seen classes")})};
}

const std::vector<RecipeSchema>& recipes() {
  static const std::vector<RecipeSchema> all = {generative(), d3gzsl(), two_stage(), embedding()};
  return all;
}

}  // namespace

const std::vector<CrossRule>& cross_rules() {
  static const std::vector<CrossRule> rules = {
      {"gate",
       "threshold",
       "validation-h",
       "evaluate",
       "protocol",
       {"strict-val", "validation"},
       "no other protocol has validation data",
       "set evaluate.protocol to \"strict-val\", or choose the threshold by another rule"}};
  return rules;
}

const std::vector<std::string>& recipe_names() {
  static const std::vector<std::string> names = {"generative", "d3gzsl", "two-stage", "embedding"};
  return names;
}

const RecipeSchema* find_recipe(const std::string& name) {
  for (const RecipeSchema& recipe : recipes()) {
    if (recipe.name == name) return &recipe;
  }
  return nullptr;
}

const std::vector<ParameterDescription>& top_values() {
  static const std::vector<ParameterDescription> values = {
      required(integer("zeroth", 1, 1, "format of the file: 1")),
      required_text("name", "names the run directory"),
      choice("recipe", recipe_names(), "the course of the run"),
      seed(1, "of every random stream"),
      choice("precision", {"fp32", "bf16"},
             "of the factors of matrix products; sums, losses and parameters are always fp32"),
      choice("device", {"cpu", "cuda", "simulated"}, "where the run computes"),
      text("preset", "", "which of `presets` applies")};
  return values;
}

bool yields_regions(const Description& reader) {
  return std::any_of(reader.outputs.begin(), reader.outputs.end(),
                     [](const TensorDescription& one) { return one.name == "regions"; });
}

const std::vector<ParameterDescription>& loss_values(const RecipeSchema& recipe) {
  static const std::vector<ParameterDescription> of_experts = {
      not_negative("weight", 1.0, "of this loss among the others"),
      rule("inputs", StringsByName(), "input of the loss -> tensor of the recipe")};
  static const std::vector<ParameterDescription> of_rows = {
      of_experts[0], choice("rows", {"real", "mixed"}, "real rows, or synthetic rows above them"),
      of_experts[1]};
  return recipe.experts ? of_experts : of_rows;
}

std::vector<TensorDescription> batch_tensors() {
  return {{"labels", {"B"}, "int64"},           {"positions", {"B"}, "int64"},
          {"descriptors", {"B", "K"}, "float"}, {"class_descriptors", {"C", "K"}, "float"},
          {"seen_classes", {"S"}, "int64"},     {"unseen_classes", {"U"}, "int64"}};
}

std::vector<TensorDescription> d3gzsl_tensors(const std::string& rows) {
  const std::string n = rows == "real" ? "B" : "N";
  return {{"teacher_embedding", {n, "E"}, "float"},
          {"teacher_logits", {n, "S"}, "float"},
          {"student_embedding", {n, "E"}, "float"},
          {"student_logits", {n, "C"}, "float"},
          {"ood_label", {n, "2"}, "float"},
          {"ood_embedding", {n, "2"}, "float"},
          {"labels", {n}, "int64"},
          {"descriptors", {n, "d"}, "float"},
          {"class_descriptors", {"C", "d"}, "float"},
          {"seen_classes", {"S"}, "int64"},
          {"unseen_classes", {"U"}, "int64"}};
}

}  // namespace zeroth::host
