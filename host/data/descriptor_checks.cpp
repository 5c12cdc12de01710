#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/data/findings.h"
#include "host/data/task.h"

namespace zeroth::host {
namespace {

using Classes = std::vector<std::int64_t>;

/// Row by row of a matrix; a row that holds no number is neither before nor after another.
class DescriptorRows {
 public:
  explicit DescriptorRows(const Matrix& matrix) : matrix_(matrix) {}

  bool equal(std::int64_t a, std::int64_t b) const {
    return std::equal(begin(a), end(a), begin(b));
  }
  bool less(std::int64_t a, std::int64_t b) const {
    return std::lexicographical_compare(begin(a), end(a), begin(b), end(b));
  }
  bool zero(std::int64_t id) const {
    return std::all_of(begin(id), end(id), [](float value) { return value == 0; });
  }
  bool finite(std::int64_t id) const {
    return std::all_of(begin(id), end(id), [](float value) { return std::isfinite(value); });
  }

 private:
  const float* begin(std::int64_t id) const { return matrix_.row(id); }
  const float* end(std::int64_t id) const { return matrix_.row(id) + matrix_.columns(); }

  const Matrix& matrix_;
};

/// Classes in an order in which equal descriptors are neighbours.
Classes sorted(const DescriptorRows& descriptors, Classes classes) {
  const auto bad = [&](std::int64_t id) { return !descriptors.finite(id); };
  classes.erase(std::remove_if(classes.begin(), classes.end(), bad), classes.end());
  std::stable_sort(classes.begin(), classes.end(),
                   [&](auto a, auto b) { return descriptors.less(a, b); });
  return classes;
}

void find_equal_descriptors(const DataSet& data, const Classes& used, Findings& findings) {
  const DescriptorRows descriptors(data.attributes);
  const Classes order = sorted(descriptors, used);
  if (order.size() < 2) return;
  if (descriptors.equal(order.front(), order.back())) {
    return findings.add(
        "the descriptors of all classes are equal",
        fmt::format("{} has nothing that tells one class from another", data.terms.attributes),
        "give descriptors in data.params.attributes or data.params.attributes_file");
  }
  std::int64_t pairs = 0;
  auto first = order.end();
  for (auto one = order.begin(); std::next(one) != order.end(); ++one) {
    if (!descriptors.equal(*one, *std::next(one))) continue;
    ++pairs;
    if (first == order.end() || *one < *first) first = one;
  }
  if (pairs == 0) return;
  findings.warnings.push_back(
      fmt::format("the descriptors of {} classes are equal to another class's, such as {} and {}: "
                  "nothing tells them apart",
                  pairs, class_text(data, *first), class_text(data, *std::next(first))));
}

void find_zero_descriptors(const DataSet& data, const Classes& used, Findings& findings) {
  const DescriptorRows descriptors(data.attributes);
  const auto zero = [&](std::int64_t id) { return descriptors.zero(id); };
  const auto count = std::count_if(used.begin(), used.end(), zero);
  if (count == 0) return;
  findings.warnings.push_back(
      fmt::format("{} descriptors are all zeros, the first is that of {}", count,
                  class_text(data, *std::find_if(used.begin(), used.end(), zero))));
}

/// DescriptorRows that belong to no image are at best superfluous; mostly the matrix lies on its
/// side.
void find_without_images(const DataSet& data, Findings& findings) {
  std::vector<bool> has_images(static_cast<std::size_t>(data.classes()), false);
  for (const auto label : data.labels) has_images[static_cast<std::size_t>(label)] = true;
  const auto with = std::count(has_images.begin(), has_images.end(), true);
  if (with == data.classes()) return;
  const auto first = std::find(has_images.begin(), has_images.end(), false) - has_images.begin();
  std::string text =
      fmt::format("{} of {} descriptors belong to classes without images, the first is that of {}",
                  data.classes() - with, data.classes(), class_text(data, first));
  if (data.attributes.columns() == with) {
    text += fmt::format(
        "; {0} looks transposed: {1} classes have images and there are {1} "
        "attributes",
        data.terms.attributes, with);
  }
  findings.warnings.push_back(text);
}

}  // namespace

void find_wrong_descriptors(const DataSet& data, Findings& findings) {
  const Classes used = test_task(data).classes;
  find_equal_descriptors(data, used, findings);
  find_zero_descriptors(data, used, findings);
  find_without_images(data, findings);
}

}  // namespace zeroth::host
