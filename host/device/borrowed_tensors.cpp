#include "host/device/borrowed_tensors.h"

#include <ATen/core/TensorBase.h>
#include <c10/core/Allocator.h>
#include <c10/core/DispatchKeySet.h>
#include <c10/core/TensorImpl.h>

namespace zeroth::host {
namespace {

void release(void* storage) { delete static_cast<c10::Storage*>(storage); }

/// The same memory under another device's name; keeps the first owner alive. Only the CPU's can be
/// made larger: the device's tensors follow.
c10::Storage shared(const c10::Storage& storage, const at::Device& device) {
  c10::DataPtr data(storage.data_ptr().get(), new c10::Storage(storage), &release, device);
  c10::Allocator* const allocator = device.is_cpu() ? c10::GetAllocator(at::kCPU) : nullptr;
  return {c10::Storage::use_byte_size_t(), storage.nbytes(), std::move(data), allocator,
          /*resizable=*/device.is_cpu()};
}

at::Tensor over(const c10::Storage& storage, const at::Tensor& like, c10::DispatchKey key) {
  at::Tensor tensor = at::detail::make_tensor<c10::TensorImpl>(
      c10::Storage(storage), c10::DispatchKeySet(key), like.dtype());
  c10::TensorImpl* impl = tensor.unsafeGetTensorImpl();
  impl->set_storage_offset(like.storage_offset());
  impl->set_sizes_and_strides(like.sizes(), like.strides());
  return tensor;
}

bool same(const c10::Storage& a, const c10::Storage& b) {
  return a.unsafeGetStorageImpl() == b.unsafeGetStorageImpl();
}

}  // namespace

c10::Storage BorrowedTensors::on_processor(const c10::Storage& storage) {
  for (const auto& [there, here] : storages_) {
    if (same(there, storage)) return here;
  }
  storages_.emplace_back(storage, shared(storage, at::kCPU));
  return storages_.back().second;
}

c10::Storage BorrowedTensors::on_device(const c10::Storage& storage) {
  for (const auto& [there, here] : storages_) {
    // A twin whose memory was replaced has nothing in common with the tensor any more.
    if (same(here, storage) && here.data_ptr().get() == there.data_ptr().get()) return there;
  }
  return shared(storage, device_);
}

at::Tensor BorrowedTensors::lend(const at::Tensor& tensor) {
  for (const Pair& pair : tensors_) {
    if (pair.tensor.is_same(tensor)) return pair.twin;
  }
  tensors_.push_back({tensor, over(on_processor(tensor.storage()), tensor, c10::DispatchKey::CPU)});
  return tensors_.back().twin;
}

at::Tensor BorrowedTensors::take_back(const at::Tensor& result) {
  if (!result.defined() || !result.device().is_cpu()) return result;
  for (const Pair& pair : tensors_) {
    if (pair.twin.is_same(result)) return pair.tensor;
  }
  return over(on_device(result.storage()), result, c10::DispatchKey::XPU);
}

void BorrowedTensors::follow_resized() {
  for (const Pair& pair : tensors_) {
    const at::Tensor &tensor = pair.tensor, &twin = pair.twin;
    const bool moved = tensor.storage().data_ptr().get() != twin.storage().data_ptr().get();
    if (!moved && tensor.sizes() == twin.sizes() && tensor.strides() == twin.strides()) continue;
    c10::TensorImpl* impl = tensor.unsafeGetTensorImpl();
    if (moved) impl->set_storage_keep_dtype(shared(twin.storage(), device_));
    impl->set_storage_offset(twin.storage_offset());
    impl->set_sizes_and_strides(twin.sizes(), twin.strides());
  }
}

}  // namespace zeroth::host
