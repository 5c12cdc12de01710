#pragma once

#include <vector>

#include "tests/reference/table.h"

// The experts on region features (plugins/expert/README.md), as slow and as obvious as they can be
// written. They share nothing with the plugins. An image is a table [M,R], a result one row of
// attribute scores [K].
namespace reference {

using Row = std::vector<double>;

/// sum over regions of softmax_regions(V W_attention F) * (V W_score F).
Row region_attention(const Table& image, const Table& words, const Table& score,
                     const Table& attention);
/// The same over the channels: weights [G,R].
Row channel_attention(const Table& image, const Table& words, const Table& score,
                      const Table& attention);
/// MSDN's second sub-net as released: score and attended [M,G], attention [G,M].
Row visual_to_attribute(const Table& image, const Table& words, const Table& score,
                        const Table& attention);
/// The same as printed.
Row visual_to_attribute_printed(const Table& image, const Table& words, const Table& score,
                                const Table& attention, const Table& attended);
/// DAZLE: a feature for each attribute, its match with the attribute's word vector, and that times
/// its weight; weights [G,M]. Without `importance` every weight is 1.
Row dense_attention(const Table& image, const Table& words, const Table& embedding,
                    const Table& attention, const Table& importance);
/// APN: how well each region shows each attribute [K,R], and class scores [C] of the mean region.
struct PrototypeNetwork {
  Table encoder;  // [E,M]
  Row bias;
  Table embedding, prototypes, class_attributes;  // [K,E], [K,E], [C,K]

  Table encoded(const Table& image) const;  // [R,E]
  Table maps(const Table& image) const;
  Row scores(const Table& image) const;
};
/// Scores [C] of the classes: o A^T + m.
Row class_scores(const Row& attribute_scores, const Table& class_attributes, const Labels& seen,
                 double margin);

Table product(const Table& a, const Table& b);
Table transposed(const Table& a);

}  // namespace reference
