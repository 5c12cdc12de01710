#pragma once

#include "host/conformance/check.h"

// The checks by what they look at; `check_table.cpp` says what each one means.
namespace zeroth::host::checks {

// Of the library and its description: they create components, but use none.
Verdict loads(const Subject& subject);
Verdict loads_quietly(const Subject& subject);
Verdict load_time(const Subject& subject);
Verdict describes_itself(const Subject& subject);
Verdict parameters(const Subject& subject);
Verdict parameter_fuzz(const Subject& subject);

// Of what comes out.
Verdict creates_twice(const Subject& subject);
Verdict output_shape(const Subject& subject);
Verdict output_finite(const Subject& subject);
Verdict probabilities(const Subject& subject);
Verdict every_option(const Subject& subject);
Verdict batch_of_one(const Subject& subject);
Verdict batch_of_zero(const Subject& subject);
Verdict double_precision(const Subject& subject);

// Of what a component leaves alone.
Verdict deterministic(const Subject& subject);
Verdict global_generator(const Subject& subject);
Verdict host_settings(const Subject& subject);
Verdict inputs_unchanged(const Subject& subject);
Verdict writes_nothing(const Subject& subject);
Verdict calls_change_nothing(const Subject& subject);
Verdict survives_wrong_sizes(const Subject& subject);
Verdict destroy_after_throw(const Subject& subject);

// Of where it computes.
Verdict other_device(const Subject& subject);

// Of networks.
Verdict stable_names(const Subject& subject);
Verdict schedule_runs(const Subject& subject);
Verdict save_load(const Subject& subject);
Verdict no_unseen_peek(const Subject& subject);

// Of experts.
Verdict shares_word_vectors(const Subject& subject);
Verdict zero_word_vector(const Subject& subject);
Verdict attention_is_a_share(const Subject& subject);
Verdict attribute_rows(const Subject& subject);
Verdict output_mixes(const Subject& subject);

// Of training, one phase after another.
Verdict phase_gradients(const Subject& subject);

// Of samples.
Verdict sample_rows(const Subject& subject);
Verdict sample_scale(const Subject& subject);
Verdict gradient_flows(const Subject& subject);
Verdict attributes_matter(const Subject& subject);
Verdict noise_matters(const Subject& subject);

// Of final classifiers.
Verdict one_row_a_class(const Subject& subject);
Verdict train_again(const Subject& subject);
Verdict learns(const Subject& subject);

// Of recipes.
Verdict looks_change_nothing(const Subject& subject);
Verdict scores_stay(const Subject& subject);
Verdict resumes(const Subject& subject);
Verdict after_training_again(const Subject& subject);
Verdict leaves_a_model(const Subject& subject);

// Of data readers.
Verdict reads_twice(const Subject& subject);
Verdict sound_data(const Subject& subject);
Verdict outline_agrees(const Subject& subject);
Verdict declared_sizes(const Subject& subject);
Verdict recognises_its_own(const Subject& subject);
Verdict no_copies(const Subject& subject);
Verdict missing_files(const Subject& subject);
Verdict damaged_files(const Subject& subject);

// Of the mathematics.
Verdict gradients(const Subject& subject);
Verdict parameter_gradients(const Subject& subject);
Verdict row_independent(const Subject& subject);
Verdict non_negative(const Subject& subject);
Verdict fit_again(const Subject& subject);
Verdict sign(const Subject& subject);
Verdict beats_chance(const Subject& subject);
Verdict monotone_shift(const Subject& subject);

}  // namespace zeroth::host::checks
