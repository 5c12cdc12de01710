"""A generator of features in Python: a moment matching network on attributes (Li, Swersky, Zemel, ICML 2015,
arXiv:1502.02761, equation 5), written to `mine.pt` for `generator.torchscript`.

    python3 generator.py --attributes 12 --features 64
"""
import argparse
from typing import List, Tuple

import torch


class Generator(torch.nn.Module):
    def __init__(self, attributes: int, features: int, hidden: int = 128, noise: int = 16):
        super().__init__()
        self.noise_size = noise
        self.hidden_weight = torch.nn.Parameter(torch.empty(hidden, attributes + noise))
        self.hidden_bias = torch.nn.Parameter(torch.zeros(hidden))
        self.output_weight = torch.nn.Parameter(torch.empty(features, hidden))
        self.output_bias = torch.nn.Parameter(torch.zeros(features))
        for weight in (self.hidden_weight, self.output_weight):
            torch.nn.init.uniform_(weight, -weight.shape[1] ** -0.5, weight.shape[1] ** -0.5)

    @torch.jit.export
    def schedule(self) -> List[Tuple[str, List[str], int]]:
        # One phase: it moves the parameters whose names begin with "", one step for each batch.
        return [("matching", [""], 1)]

    @torch.jit.export
    def sample(self, attributes, noise):
        # attributes [N,d], noise [N,noise_size] -> features [N,D]
        inputs = torch.cat([attributes, noise], 1)
        hidden = torch.relu(torch.addmm(self.hidden_bias, inputs, self.hidden_weight.t()))
        return torch.sigmoid(torch.addmm(self.output_bias, hidden, self.output_weight.t()))

    @torch.jit.export
    def loss_matching(self, features, attributes, noise):
        # A feature and its attributes are matched together: a sample must fit its class.
        classes = self.distances(attributes, attributes)
        classes = classes / torch.clamp_min(classes.mean(), 1e-12)
        fake = self.sample(attributes, noise)
        real_pairs = self.distances(features, features)
        unit = torch.clamp_min(real_pairs.mean(), 1e-12)
        return (self.kernel(self.distances(fake, fake) / unit + classes) +
                self.kernel(real_pairs / unit + classes) -
                2.0 * self.kernel(self.distances(fake, features) / unit + classes))

    @torch.jit.export
    def distances(self, a, b):
        # squared distances [N,M] of the rows of a [N,D] and b [M,D]
        lengths = (a * a).sum([1], True) + (b * b).sum([1])
        return torch.clamp_min(lengths - 2.0 * torch.mm(a, b.t()), 0.0)

    @torch.jit.export
    def kernel(self, distances):
        # the mean of Gaussian kernels of five widths over all pairs of rows
        total = torch.zeros_like(distances)
        for width in [0.25, 0.5, 1.0, 2.0, 4.0]:
            total = total + torch.exp(distances / (-2.0 * width * width))
        return total.mean()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--attributes", type=int, default=12)
    parser.add_argument("--features", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default="mine.pt")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.jit.script(Generator(options.attributes, options.features)).save(options.out)
