#include "tests/reference/experts.h"

#include <algorithm>
#include <cmath>

#include "tests/reference/rows.h"

namespace reference {

Table product(const Table& a, const Table& b) {
  Table c(a.size(), Row(b[0].size(), 0.0));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b[0].size(); ++j) {
      for (std::size_t k = 0; k < b.size(); ++k) c[i][j] += a[i][k] * b[k][j];
    }
  }
  return c;
}

Table transposed(const Table& a) {
  Table t(a[0].size(), Row(a.size()));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a[i].size(); ++j) t[j][i] = a[i][j];
  }
  return t;
}

Row region_attention(const Table& image, const Table& words, const Table& score,
                     const Table& attention) {
  const Table scores = product(product(words, score), image);
  const Table logits = product(product(words, attention), image);
  Row out;
  for (std::size_t k = 0; k < words.size(); ++k) {
    const Row weights = softmax_of(logits[k]);
    double sum = 0;
    for (std::size_t r = 0; r < weights.size(); ++r) sum += weights[r] * scores[k][r];
    out.push_back(sum);
  }
  return out;
}

Row channel_attention(const Table& image, const Table& words, const Table& score,
                      const Table& attention) {
  return region_attention(transposed(image), words, score, attention);
}

namespace {

/// How much each region gives to each attribute [R,K]: a softmax over the attributes.
Table shares(const Table& image, const Table& words, const Table& attention) {
  Table logits = transposed(product(product(words, attention), image));
  for (Row& region : logits) region = softmax_of(region);
  return logits;
}

}  // namespace

Row visual_to_attribute(const Table& image, const Table& words, const Table& score,
                        const Table& attention) {
  const Table share = shares(image, words, attention);
  const Table scores = product(product(transposed(image), score), transposed(words));
  Row out(words.size(), 0.0);
  for (std::size_t r = 0; r < share.size(); ++r) {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] += share[r][k] * scores[r][k];
  }
  return out;
}

Row visual_to_attribute_printed(const Table& image, const Table& words, const Table& score,
                                const Table& attention, const Table& attended) {
  const Table semantic = product(shares(image, words, attention), words);  // S_r [R,G]
  const Table visual = product(transposed(image), score);                  // [R,G]
  const Table of_attribute =
      product(product(transposed(image), attended), transposed(words));  // [R,K]
  Row out(words.size(), 0.0);
  for (std::size_t r = 0; r < semantic.size(); ++r) {
    double of_region = 0;
    for (std::size_t g = 0; g < semantic[r].size(); ++g) {
      of_region += visual[r][g] * semantic[r][g];
    }
    for (std::size_t k = 0; k < out.size(); ++k) out[k] += of_region * of_attribute[r][k];
  }
  return out;
}

Row dense_attention(const Table& image, const Table& words, const Table& embedding,
                    const Table& attention, const Table& importance) {
  const Table looks = product(product(words, attention), image);
  Row out;
  for (std::size_t k = 0; k < words.size(); ++k) {
    const Row weights = softmax_of(looks[k]);
    Table feature(image.size(), Row(1, 0.0));  // of the attribute, [M,1]
    for (std::size_t m = 0; m < image.size(); ++m) {
      for (std::size_t r = 0; r < weights.size(); ++r) feature[m][0] += weights[r] * image[m][r];
    }
    const Table word = {words[k]};
    double score = product(product(word, embedding), feature)[0][0];
    if (!importance.empty()) {
      score /= 1 + std::exp(-product(product(word, importance), feature)[0][0]);
    }
    out.push_back(score);
  }
  return out;
}

Table PrototypeNetwork::encoded(const Table& image) const {
  Table out = product(transposed(image), transposed(encoder));
  for (Row& region : out) {
    for (std::size_t e = 0; e < region.size(); ++e) region[e] = std::max(0.0, region[e] + bias[e]);
  }
  return out;
}

Table PrototypeNetwork::maps(const Table& image) const {
  return product(prototypes, transposed(encoded(image)));
}

Row PrototypeNetwork::scores(const Table& image) const {
  const Table regions = encoded(image);
  Table mean(bias.size(), Row(1, 0.0));  // [E,1]
  for (const Row& region : regions) {
    for (std::size_t e = 0; e < region.size(); ++e) {
      mean[e][0] += region[e] / static_cast<double>(regions.size());
    }
  }
  return transposed(product(class_attributes, product(embedding, mean)))[0];
}

Row class_scores(const Row& attribute_scores, const Table& class_attributes, const Labels& seen,
                 double margin) {
  Row out;
  for (std::size_t c = 0; c < class_attributes.size(); ++c) {
    double sum = 0;
    for (std::size_t k = 0; k < attribute_scores.size(); ++k) {
      sum += attribute_scores[k] * class_attributes[c][k];
    }
    const bool is_seen = std::find(seen.begin(), seen.end(), static_cast<long>(c)) != seen.end();
    out.push_back(sum + (is_seen ? -margin : margin));
  }
  return out;
}

}  // namespace reference
