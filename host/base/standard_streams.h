#pragma once

namespace zeroth::host {

/// Opens those of the three standard streams that this process was started without, so that reading
/// from them and writing to them fails. Otherwise the next file to be opened would take their
/// place, and messages would be written into it.
void fill_standard_streams();

/// Whether standard output is a pipe that nobody reads any more.
bool nobody_reads_output();

}  // namespace zeroth::host
