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
/// cycle-CLSWGAN: mean squared distance of descriptors to those that a linear regressor finds.
double cycle(const Table& features, const Table& attributes, const Table& weight,
             const std::vector<double>& bias);
/// LisGAN: the souls of one class, and how far made rows and the mean row of each class are from
/// the nearest soul.
Table souls_of(const Table& rows, std::size_t count);
double rows_to_souls(const Table& fake, const Labels& positions, const std::vector<Table>& souls);
double classes_to_souls(const Table& fake, const Labels& positions,
                        const std::vector<Table>& souls);

}  // namespace reference
