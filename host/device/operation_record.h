#pragma once

#include <ATen/core/stack.h>

#include <string>
#include <vector>

namespace zeroth::host {

/// What was asked of the simulated device once.
struct DeviceOperation {
  std::string name;        ///< "aten::mm"
  std::string reads;       ///< shapes and kinds of tensors, values of the processor's numbers
  std::string plugin;      ///< whose call ran; empty outside of calls, as in a backward pass
  bool waits = false;      ///< for the device, until its numbers are on the processor
  bool copies_in = false;  ///< numbers of the processor to the device
};

/// Operations of the simulated device, in order, while it lives; those of a backward pass too,
/// which another thread asks for. What is alike in all of this could be recorded and replayed. One
/// at a time.
class OperationRecord {
 public:
  /// Appends to `into`, which outlives it.
  explicit OperationRecord(std::vector<DeviceOperation>& into);
  ~OperationRecord();
  OperationRecord(const OperationRecord&) = delete;
  OperationRecord& operator=(const OperationRecord&) = delete;
};

/// For the device: whether somebody records, and what is about to run, with its arguments.
bool records_operations();
void record_operation(const std::string& name, const torch::jit::Stack& arguments, bool waits,
                      bool copies_in = false);

}  // namespace zeroth::host
