#pragma once

namespace zeroth::host {

/// From here on a crash of this process writes into the call trace where it was: the address that
/// could not be used and the places in the libraries from which it was used, the innermost first, a
/// line each ("libmine.so+0x1a2b", which addr2line understands). The signal then ends the process
/// as it would have without. The handler runs only where nothing is computed any more.
void note_crash_places();

}  // namespace zeroth::host
