// make-backbone OUT SOURCE: saves a TorchScript network whose forward() is `SOURCE`, for tests of
// `zeroth extract`.
#include <torch/csrc/jit/api/module.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: make-backbone OUT SOURCE\n"), 2;
  torch::jit::Module network("network");
  network.define(argv[2]);
  network.save(argv[1]);
  return 0;
}
