#include "host/cli/listen_options.h"

namespace zeroth::host {

void ListenOptions::add_listen_to(CLI::App& command) {
  constexpr int kLastPort = 65535;
  command.add_option("--port", port, "Where to listen; 0: any port that is free")
      ->type_name("PORT")
      ->check(CLI::Range(0, kLastPort))
      ->capture_default_str();
  command
      .add_option("--host", host,
                  "Name or address to listen at; 0.0.0.0: whoever reaches this machine")
      ->type_name("HOST")
      ->capture_default_str();
}

}  // namespace zeroth::host
