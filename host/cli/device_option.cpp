#include "host/cli/device_option.h"

namespace zeroth::host {

CLI::Option* add_device(CLI::App& command, std::string& device, const std::string& what) {
  return command
      .add_option("--device", device,
                  what + ": simulated is the CPU under another name and finds tensors left on it")
      ->type_name("cpu|cuda|simulated");
}

}  // namespace zeroth::host
