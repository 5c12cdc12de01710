#pragma once

namespace zeroth::host {

/// From now on what a reader returns to another one that wraps it is checked, by the functions of
/// zeroth/inner_reader.h.
void serve_inner_readers();

}  // namespace zeroth::host
