#include "plugins/recipe/unseen_rows.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>

zeroth::ClassifierRows unseen_rows(const at::Tensor& synthetic, const zeroth::Classes& classes,
                                   std::int64_t per_class) {
  zeroth::ClassifierRows rows;
  rows.features = synthetic;
  rows.outputs = classes.unseen.size(0);
  rows.targets = at::arange(rows.outputs, classes.unseen.options())
                     .unsqueeze(1)
                     .expand({-1, per_class})
                     .reshape({-1});
  rows.descriptors = classes.attributes.index_select(0, classes.unseen);
  rows.per_class = per_class;
  return rows;
}
