#pragma once

#include "tests/reference/table.h"

// The losses of generators (plugins/loss/README.md), as slow and as obvious as they can
// be written. They share nothing with the plugins.
namespace reference {

double supervised_contrastive(const Table& embedding, const Labels& labels, double temperature);
double class_contrastive(const Table& scores, const Labels& labels, const Labels& seen,
                         double temperature);
double semantic_reconstruction(const Table& decoded, const Table& attributes, bool weighted);
double vae_kl(const Table& mean, const Table& log_variance);
double feature_reconstruction(const Table& logits, const Table& features);

}  // namespace reference
