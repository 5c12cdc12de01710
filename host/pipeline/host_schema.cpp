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

ParameterDescription with_no_default(ParameterDescription made) {
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

/// How a picture becomes a row or an image of the data. Training has no use for it; a model has.
BlockSchema pictures() {
  ParameterDescription backbone =
      required_text("backbone", "file of the network that made the features: TorchScript or ONNX");
  backbone.is_path = true;
  BlockSchema block = {
      "pictures",
      {backbone,
       with_no_default(integer("image_size", 0, 1, "side of the images that it was given")),
       text("hash", "", "of the file, as `zeroth data import` notes it; empty = any")},
      {},
      {}};
  block.only_where_said = true;
  return block;
}

std::vector<BlockSchema> make_common_blocks() {
  const std::vector<ParameterDescription> train = {
      integer("epochs", 50, 1, "epochs of the main training"),
      integer("batch", 64, 1, "real rows per step"),
      choice("sampling", {"declared", "plain", "balanced"},
             "how every training draws the rows of a batch: as each component declares, at random, "
             "or class-balanced, equally many of random seen classes")};
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
      {"problem",
       {choice("setting", {"inductive", "transductive", "few-shot"},
               "what training gets of unseen classes beside their descriptors: nothing, their test "
               "rows without labels, or a few labelled rows that are not tested"),
        integer("shots", 1, 1, "few-shot: labelled rows of each unseen class"),
        seed(0, "of the choice of shots and the order of unlabelled rows")},
       {},
       {}},
      {"evaluate",
       {choice("protocol", {"final-epoch", "strict-val", "paper-oracle", "validation"},
               "how the reported epoch is chosen; validation never looks at test rows"),
        integer("every", 1, 1, "epochs between evaluations, where a protocol chooses the epoch"),
        choice("scores", {"auto", "all", "best"},
               "what is kept of each test row: the scores of all classes, or those of its best "
               "seen and best unseen class, which all figures come from; auto: the best ones where "
               "all would be more than 100 million")},
       {{"validation",
         {share("seen_share", 0.2, "of each class's training rows, held out as pseudo-test-seen"),
          share("unseen_share", 0.25, "of the seen classes, where the splits name none"),
          seed(0, "of the choice of rows and classes")},
         {},
         {}}},
       {}},
      {"checkpoint",
       {integer("every", 1, 0, "epochs between checkpoints; 0 = only at the end"),
        choice("keep", {"weights", "everything", "record"},
               "what stays of the last one when the run has finished: all but the moments of "
               "optimisers, everything, or the record of the run alone")},
       {},
       {}},
      pictures()};
}

}  // namespace

const std::vector<BlockSchema>& common_blocks() {
  static const std::vector<BlockSchema> blocks = make_common_blocks();
  return blocks;
}

const std::vector<ParameterDescription>& top_values() {
  static const std::vector<ParameterDescription> values = {
      with_no_default(integer("zeroth", 1, 1, "format of the file: 1")),
      required_text("name", "names the run directory"),
      seed(1, "of every random stream"),
      choice(
          "precision", {"fp32", "bf16", "tf32"},
          "of the factors of matrix products; sums, losses and parameters are always fp32; tf32 is "
          "for GPUs"),
      choice("device", {"cpu", "cuda", "simulated"}, "where the run computes"),
      text("preset", "", "which of `presets` applies")};
  return values;
}

std::string input_of_setting(const std::string& setting) {
  if (setting == "transductive") return "unlabelled";
  return setting == "few-shot" ? "shots" : "";
}

bool yields_regions(const std::vector<TensorDescription>& outputs) {
  return std::any_of(outputs.begin(), outputs.end(),
                     [](const TensorDescription& one) { return one.name == "regions"; });
}

}  // namespace zeroth::host
