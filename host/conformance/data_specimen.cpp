#include "host/conformance/data_specimen.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include "host/conformance/read_data.h"

namespace zeroth::host {
namespace {

at::Tensor tensor_of(const Matrix& matrix) {
  return at::from_blob(const_cast<float*>(matrix.data()), {matrix.rows(), matrix.columns()})
      .clone();
}

/// A reader: of no inputs it makes a data set.
class DataSpecimen final : public Specimen {
 public:
  explicit DataSpecimen(const Subject& subject)
      : reader_(subject), component_(reader_.component()) {}

  TensorMap inputs(std::int64_t) const override { return {}; }
  std::map<std::string, std::vector<std::int64_t>> sizes(std::int64_t) const override {
    return {{"attributes", {-1, -1}}};
  }
  std::vector<std::string> differentiable() const override { return {}; }

 private:
  const Handle<Component>& component() const override { return component_; }

  TensorMap outputs(const TensorMap&, std::uint64_t) override {
    const DataSet data = reader_.read();
    TensorMap out(
        {{"attributes", tensor_of(data.attributes)}, {"labels", at::tensor(data.labels)}});
    if (!data.regions) out.set("features", tensor_of(data.features));
    return out;
  }

  MadeReader reader_;
  Handle<Component> component_;
};

}  // namespace

std::unique_ptr<Specimen> make_data_specimen(const Subject& subject, const Setting&) {
  return std::make_unique<DataSpecimen>(subject);
}

}  // namespace zeroth::host
