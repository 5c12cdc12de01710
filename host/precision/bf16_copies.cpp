#include "host/precision/bf16_copies.h"

#include <c10/util/intrusive_ptr.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace zeroth::host {
namespace {

using Storage = c10::StorageImpl;

struct Copy {
  c10::weak_intrusive_ptr<Storage> owner;  // keeps the address from being given away
  at::Tensor rounded;                      // [elements] bf16; undefined until it is read
  std::int64_t version = -1;
};

/// Copies by the storage that they are of.
class Copies {
 public:
  void keep(const at::Tensor& tensor) {
    const std::lock_guard<std::mutex> lock(mutex_);
    forget_the_dead();
    const auto owner = tensor.storage().getWeakStorageImpl();
    copies_.try_emplace(tensor.storage().unsafeGetStorageImpl(), Copy{owner, {}, -1});
  }

  /// All elements of the storage behind `matrix`, if they are kept.
  std::optional<at::Tensor> find(const at::Tensor& matrix) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = copies_.find(matrix.storage().unsafeGetStorageImpl());
    if (found == copies_.end()) return std::nullopt;
    Copy& copy = found->second;
    const std::int64_t version = matrix._version();
    if (copy.version != version) {
      const auto count = static_cast<std::int64_t>(matrix.storage().nbytes() / sizeof(float));
      const at::Tensor all = matrix.detach().as_strided({count}, {1}, 0);
      if (copy.rounded.defined()) copy.rounded.copy_(all);
      if (!copy.rounded.defined()) copy.rounded = all.to(at::kBFloat16);
      copy.version = version;
    }
    return copy.rounded;
  }

  /// The copy of a tensor that is all of its storage, if it has been read.
  std::uint16_t* in_use(const at::Tensor& tensor) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = copies_.find(tensor.storage().unsafeGetStorageImpl());
    if (found == copies_.end() || !found->second.rounded.defined()) return nullptr;
    if (found->second.rounded.numel() != tensor.numel()) return nullptr;
    return static_cast<std::uint16_t*>(found->second.rounded.data_ptr());
  }

  void set_current(const at::Tensor& tensor) {
    const std::lock_guard<std::mutex> lock(mutex_);
    copies_.at(tensor.storage().unsafeGetStorageImpl()).version = tensor._version();
  }

 private:
  void forget_the_dead() {
    for (auto it = copies_.begin(); it != copies_.end();) {
      it = it->second.owner.expired() ? copies_.erase(it) : std::next(it);
    }
  }

  std::mutex mutex_;
  std::unordered_map<const Storage*, Copy> copies_;
};

Copies& copies() {
  static Copies all;
  return all;
}

}  // namespace

void keep_bf16_copy(const at::Tensor& tensor) {
  if (tensor.scalar_type() == at::kFloat && tensor.device().is_cpu()) copies().keep(tensor);
}

std::uint16_t* bf16_copy_in_use(const at::Tensor& tensor) { return copies().in_use(tensor); }

void bf16_copy_is_current(const at::Tensor& tensor) { copies().set_current(tensor); }

std::optional<at::Tensor> find_bf16_copy(const at::Tensor& matrix) {
  const auto all = copies().find(matrix);
  if (!all) return std::nullopt;
  return all->as_strided(matrix.sizes(), matrix.strides(), matrix.storage_offset());
}

}  // namespace zeroth::host
