/// Relational distillation: the distances between the embeddings of a batch, and the angles.
/// Park et al., CVPR 2019, arXiv:1904.05068, equations 4 to 9.
#include <ATen/TensorOperators.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <zeroth/loss.h>

#include <algorithm>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Rows that are closer than a millionth of their length are the same row: their distance is 0, and
/// no angle is at them.
constexpr double kSame = 1e-12;
/// Numbers of a tensor over triples that are held at once.
constexpr std::int64_t kHeld = 1 << 20;

/// Derivative of the Huber loss with a slope of at most 1, which is h (u - h / 2) itself.
at::Tensor huber_slope(const at::Tensor& u) { return u.clamp(-1, 1); }

/// All products of rows around their mean, [B,B]: differences of rows are as before, with less
/// rounding, and double precision keeps what is left of them.
at::Tensor products(const at::Tensor& rows) {
  const at::Tensor wide = rows.to(at::kDouble);
  const at::Tensor centred = wide - wide.mean(0);
  return at::mm(centred, centred.t());
}

/// Squared distances [B,B] and which of them count as 0, the diagonal at least.
struct Distances {
  explicit Distances(const at::Tensor& products) {
    const at::Tensor square = products.diagonal();
    const at::Tensor both = square.unsqueeze(1) + square.unsqueeze(0);
    squared = both - 2 * products;
    none = squared.le(kSame * both);
    none.fill_diagonal_(true);
  }
  at::Tensor squared, none;
};

/// Distances over their mean, [B,B]; 0 where all are.
at::Tensor relative_distances(const at::Tensor& products, double pairs) {
  const Distances of(products);
  const at::Tensor apart = at::where(of.none, at::ones_like(of.squared), of.squared);
  const at::Tensor distance = apart.sqrt().masked_fill(of.none, 0);
  return distance / (distance.sum() / pairs).clamp_min(1e-150);
}

/// Cosines of the angles at some rows, and their derivative, of one side.
class Angles {
 public:
  explicit Angles(const at::Tensor& products)
      : products_(products), slope_(at::zeros_like(products)) {
    const Distances of(products);
    inverse_ = at::where(of.none, at::ones_like(of.squared), of.squared).rsqrt();
    inverse_.masked_fill_(of.none, 0);
  }

  /// [J,B,B], at the rows from `first` on: (x_i - x_j) . (x_k - x_j) over both lengths.
  at::Tensor cosines(std::int64_t first, std::int64_t count) const {
    const at::Tensor at_row = products_.narrow(0, first, count);  // [J,B]
    const at::Tensor own = products_.diagonal().narrow(0, first, count).view({-1, 1, 1});
    const at::Tensor inverse = inverse_.narrow(0, first, count);
    return (products_.unsqueeze(0) - at_row.unsqueeze(2))
        .sub_(at_row.unsqueeze(1))
        .add_(own)
        .mul_(inverse.unsqueeze(2))
        .mul_(inverse.unsqueeze(1));
  }

  /// Adds what a derivative [J,B,B] by these cosines, symmetric in i and k, is by the products.
  void backward(std::int64_t first, const at::Tensor& by_cosine, const at::Tensor& cosines) {
    const std::int64_t count = by_cosine.size(0);
    const at::Tensor inverse = inverse_.narrow(0, first, count);
    // Lengths: the cosine falls as one over each of its two distances.
    const at::Tensor by_squared = (by_cosine * cosines).sum(2).neg_().mul_(inverse.square());
    const at::Tensor by_product = (by_cosine * inverse.unsqueeze(2)).mul_(inverse.unsqueeze(1));
    const at::Tensor at_row = by_product.sum(2);  // [J,B]
    slope_.add_(by_product.sum(0));
    slope_.narrow(0, first, count).sub_(2 * (at_row + by_squared));
    slope_.diagonal().add_(by_squared.sum(0));
    slope_.diagonal().narrow(0, first, count).add_((at_row + by_squared).sum(1));
  }

  /// By the products, [B,B].
  const at::Tensor& slope() const { return slope_; }

 private:
  at::Tensor products_, inverse_, slope_;
};

/// Mean Huber loss over the angles of all triples. Value and derivative in one pass, so that the
/// triples of a few rows are held and not all B^3.
class AngleLoss : public torch::autograd::Function<AngleLoss> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& teacher,
                            const at::Tensor& student) {
    const std::int64_t rows = teacher.size(0),
                       held = std::max<std::int64_t>(kHeld / std::max<std::int64_t>(rows * rows, 1),
                                                     1);
    const double triples = std::max(static_cast<double>(rows * (rows - 1) * (rows - 2)), 1.0);
    Angles of_teacher(teacher), of_student(student);
    at::Tensor value = at::zeros({}, teacher.options());
    for (std::int64_t first = 0; first < rows; first += held) {
      const std::int64_t count = std::min(held, rows - first);
      const at::Tensor p = of_teacher.cosines(first, count), q = of_student.cosines(first, count);
      const at::Tensor off = q - p;
      off.diagonal(0, 1, 2).zero_();  // the angle of a row with itself is none
      at::Tensor slope = huber_slope(off);
      value.add_((slope * (off - slope * 0.5)).sum());
      of_student.backward(first, slope, q);
      of_teacher.backward(first, slope.neg_(), p);
    }
    context->save_for_backward({of_teacher.slope() / triples, of_student.slope() / triples});
    return value / triples;
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream) {
    const auto saved = context->get_saved_variables();
    return {saved[0] * upstream[0], saved[1] * upstream[0]};
  }
};

class RelationalDistillation final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<RelationalDistillation>& s) {
    s.summary("Huber loss between the distances, and the angles, of two embeddings of a batch.");
    s.cite("Park et al., Relational Knowledge Distillation, CVPR 2019, arXiv:1904.05068");
    s.param("distance_weight", &RelationalDistillation::distance_weight_, "of the distances")
        .at_least(0);
    s.param("angle_weight", &RelationalDistillation::angle_weight_, "of the angles").at_least(0);
    s.input("teacher_embedding", {"B", "E"});
    s.input("student_embedding", {"B", "F"});
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor teacher = products(in["teacher_embedding"]);
    const at::Tensor student = products(in["student_embedding"]);
    at::Tensor loss = distance_weight_ * distance_loss(teacher, student);
    if (angle_weight_ > 0) loss = loss + angle_weight_ * AngleLoss::apply(teacher, student);
    return loss.to(in["student_embedding"].scalar_type());
  }

 private:
  static at::Tensor distance_loss(const at::Tensor& teacher, const at::Tensor& student) {
    const double rows = static_cast<double>(teacher.size(0));
    const double pairs = std::max(rows * (rows - 1), 1.0);
    const at::Tensor off = relative_distances(student, pairs) - relative_distances(teacher, pairs);
    const at::Tensor slope = huber_slope(off);
    return (slope * (off - slope * 0.5)).sum() / pairs;
  }

  double distance_weight_ = 1.0;
  double angle_weight_ = 2.0;
};

}  // namespace

ZEROTH_LOSS(RelationalDistillation, "relational-distillation", "1.0.0")
