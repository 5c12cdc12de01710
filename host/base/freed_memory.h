#pragma once

namespace zeroth::host {

/// LibTorch frees and allocates the same large blocks in every step; giving them back to the system
/// in between costs a page fault per page each time. From here on this process keeps them.
void keep_freed_memory();

/// The opposite, for a process that lives long and has many threads: large blocks go back to the
/// system as soon as they are freed, and all threads share the small ones.
void give_back_freed_memory();

}  // namespace zeroth::host
