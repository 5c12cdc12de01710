#pragma once

namespace zeroth::host {

/// Forms one product, so that BLAS takes the buffers it needs as long as they can be had: where it
/// cannot get one it tries again for ever.
void take_blas_buffers();

}  // namespace zeroth::host
