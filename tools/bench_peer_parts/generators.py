"""Generators on feature rows: plugins/generator/README.md has their formulas, pipelines/base/generators their sizes."""
from peer import (HIDDEN, Concat, F, Rows, critic_flops, critic_network, frozen, nn, products, torch, wasserstein_gan,
                  wgan_gp_loss)


# ---- f-CLSWGAN with a loss more in the generator's step ------------------------------------------------------

def frozen_linear(run, outputs):
    """What was trained on the features before the GAN."""
    return run.net(nn.Linear(run.D, outputs).requires_grad_(False))


def cycle_clswgan(run):
    B, aux, regressor = run.batch(64, 64, 64, 64), frozen_linear(run, run.S), frozen_linear(run, run.d)

    def extra(data, generate, x, y, fake):
        cycle = (regressor(fake) - data.a[y]).square().sum(1).mean()
        return 0.01 * F.cross_entropy(aux(fake), data.position[y]) + 0.01 * cycle
    return wasserstein_gan(run, run.d, run.d, lambda *_: 0, extra, (0, 2 * products(B, aux, regressor)))


def lisgan(run):
    B, aux, souls = run.batch(64, 64, 64, 64), frozen_linear(run, run.S), run.noise(run.S, 3, run.D)

    def extra(data, generate, x, y, fake):
        position = data.position[y]
        same = (position[:, None] == position).float()
        share = 1 / same.sum(1)  # of a row, so that each class of the batch counts once
        means = share[:, None] * (same @ fake)
        of_rows, of_means = ((points[:, None] - souls[position]).square().sum(2).amin(1) for points in (fake, means))
        soul_losses = of_rows.mean() + (share * of_means).sum() / share.sum()
        return 0.01 * (F.cross_entropy(aux(fake), position) + soul_losses)
    return wasserstein_gan(run, run.d, run.d, lambda *_: 0, extra, (0, 2 * products(B, aux)))


# ---- a VAE and a Wasserstein GAN that share their generator --------------------------------------------------

def vaegan(run, added=lambda *_: 0, added_flops=0, moved=()):
    """Five critic steps, then one step of encoder and generator; a method adds a loss and networks to the latter."""
    B, D, d, act, data = run.B, run.D, run.d, nn.LeakyReLU(0.2), Rows(run, run.N, run.d)
    encoder = run.net(Concat(nn.Linear(D + d, HIDDEN), act, nn.Linear(HIDDEN, 2 * d), act))
    heads = run.net(nn.Linear(2 * d, 2 * d))  # mean and logarithm of the variance
    gen = run.net(Concat(nn.Linear(2 * d, HIDDEN), act, nn.Linear(HIDDEN, D)))  # logits of features
    critic = run.net(critic_network(D, d))
    critic_side, generator_side = [run.optimizer(critic)], [run.optimizer(encoder, heads, gen, *moved)]

    @run.compiled
    def generate(a):
        return gen(run.noise(B, d), a).sigmoid()

    def critic_loss(x, y):
        with torch.no_grad():
            fake = generate(data.a[y])
        return 1000 * wgan_gp_loss(critic, x, fake, data.a[y])[0]

    def generator_loss(x, y):
        a = data.a[y]
        mean, logvar = heads(encoder(x, a)).chunk(2, dim=1)
        z = mean + (logvar / 2).exp() * torch.randn_like(mean)
        reconstruction = F.binary_cross_entropy_with_logits(gen(z, a), x, reduction="sum")
        divergence = -0.5 * (1 + logvar - mean.square() - logvar.exp()).sum()
        fake = generate(a)
        return (reconstruction + divergence) / B - 1000 * critic(fake, a).mean() + added(data, x, y, fake)

    def iteration():
        for _ in range(5):
            x, y = data.batch(B)
            run.update(critic_side, critic_loss, x, y)
        with frozen(critic):
            run.update(generator_side, generator_loss, x, y)
    visual = D * HIDDEN
    critic_step = products(B, gen) + critic_flops(B, critic, visual)
    generator_step = (3 * products(B, encoder, heads) - products(B, (D + d) * HIDDEN)
                      + 2 * products(B, gen, gen, visual) + products(B, d * HIDDEN)  # of z and of noise
                      + products(B, critic, visual) + added_flops)
    return iteration, 5 * critic_step + generator_step


def f_vaegan_d2(run):
    run.batch(64, 64, 64, 64)
    return vaegan(run)


def free(run):
    """The refinement's latent rows are as long as descriptors, the margin is (1 - 0.8) times twice their length."""
    B, D, d, act = run.batch(64, 64, 64, 64), run.D, run.d, nn.LeakyReLU(0.2)
    latent_of = run.net(nn.Sequential(nn.Linear(D, HIDDEN), act, nn.Linear(HIDDEN, d)))
    attributes_of = run.net(nn.Sequential(act, nn.Linear(d, d)))
    centres = run.net(nn.Embedding(run.S, d))

    def added(data, x, y, fake):
        own, latent = data.position[y], latent_of(x)
        other = (own + torch.randint(1, run.S, own.shape, device=run.device)) % run.S
        near, far = ((latent - centres(which)).square().sum(1) for which in (own, other))
        cycle = sum((attributes_of(h) - data.a[y]).abs().sum(1).mean() for h in (latent, latent_of(fake)))
        return 0.1 * F.relu(0.2 * 2 * d + 0.8 * near - 0.2 * far).mean() + cycle
    flops = 3 * products(2 * B, latent_of, attributes_of) - products(B, D * HIDDEN)
    return vaegan(run, added, flops, (latent_of, attributes_of, centres))


# ---- autoencoders and a flow ---------------------------------------------------------------------------------

def absolute_error(made, wanted):
    return (made - wanted).abs().sum(1).mean()


def cada_vae(run):
    """Late in the training, when all weights have risen. By the peer's rules an optimiser moves seven floats of a
    parameter, AMSGrad's nine: the floor is rather low."""
    B, D, d, Z, data = run.batch(50, 50, 50, 50), run.D, run.d, 64, Rows(run, run.N, run.d)

    def layers(inputs, hidden, outputs):
        return run.net(nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs)))
    encoders = encode_x, encode_a = layers(D, 1560, 2 * Z), layers(d, 1450, 2 * Z)
    decoders = decode_x, decode_a = layers(Z, 1660, D), layers(Z, 665, d)
    side = [run.optimizer(*encoders, *decoders, amsgrad=True)]

    @run.compiled
    def loss(x, a):
        (mean_x, logvar_x), (mean_a, logvar_a) = encode_x(x).chunk(2, dim=1), encode_a(a).chunk(2, dim=1)
        deviation_x, deviation_a = (logvar_x / 2).exp(), (logvar_a / 2).exp()
        z = mean_x + deviation_x * torch.randn_like(mean_x)
        c = mean_a + deviation_a * torch.randn_like(mean_a)
        own = absolute_error(decode_x(z), x) + absolute_error(decode_a(c), a)
        cross = absolute_error(decode_x(c), x) + absolute_error(decode_a(z), a)
        divergence = sum((mean.square() + logvar.exp() - 1 - logvar).sum(1).mean() / 2
                         for mean, logvar in ((mean_x, logvar_x), (mean_a, logvar_a)))
        square = (mean_x - mean_a).square() + (deviation_x - deviation_a).square()
        alignment = (square.sum(1) + 1e-12).sqrt().mean()
        return own + 2.376 * cross + 0.234 * divergence + 8.64 * alignment

    def iteration():
        x, y = data.batch(B)
        run.update(side, loss, x, data.a[y])
    flops = 3 * products(B, *encoders) - products(B, D * 1560, d * 1450) + 3 * products(2 * B, *decoders)
    return iteration, flops


class Flow(nn.Module):
    """Couplings, behind each of which the odd columns go in front of the even ones; rows of even length."""

    def __init__(self, features, couplings, hidden):
        super().__init__()
        self.half = features // 2
        self.couplings = nn.ModuleList(
            nn.Sequential(nn.Linear(self.half, hidden), nn.ReLU(), nn.Linear(hidden, features))
            for _ in range(couplings))

    def forward(self, x):
        """Codes, and the logarithms of the determinants."""
        log_determinant = 0
        for coupling in self.couplings:
            stays, moves = x.chunk(2, dim=1)
            scale, shift = coupling(stays).chunk(2, dim=1)
            scale = scale.tanh()
            x = torch.cat([stays, moves * scale.exp() + shift], dim=1)
            x = torch.cat([x[:, 1::2], x[:, ::2]], dim=1)
            log_determinant = log_determinant + scale.sum(1)
        return x, log_determinant

    def inverse(self, code):
        for coupling in reversed(self.couplings):
            odd, even = code.chunk(2, dim=1)
            stays, moves = torch.stack([even, odd], dim=2).flatten(1).chunk(2, dim=1)
            scale, shift = coupling(stays).chunk(2, dim=1)
            code = torch.cat([stays, (moves - shift) * (-scale.tanh()).exp()], dim=1)
        return code


class ClippedAdam(torch.optim.Adam):
    def step(self):
        nn.utils.clip_grad_norm_(self.param_groups[0]["params"], 5.0)
        super().step()


def distances(x, y):
    return (x.square().sum(1, keepdim=True) + y.square().sum(1) - 2 * x @ y.T).clamp(min=0)


def own_distances(x):
    return distances(x, x) * (1 - torch.eye(len(x), device=x.device))


def izf(run):
    B, D, d, data = run.batch(256, 256, 256, 256), run.D, run.d, Rows(run, run.N, run.d)
    flow, means = run.net(Flow(D, 5, 2048)), run.noise(run.S, D)
    side = [run.optimizer(flow, kind=ClippedAdam, betas=(0.9, 0.999))]

    def made(a, noise):
        return flow.inverse(torch.cat([a, noise], dim=1))

    @run.compiled
    def loss(x, y):
        a, a_unseen = data.a[y], data.a[data.unseen[torch.randint(len(data.unseen), (B,), device=run.device)]]
        x = x + 0.05 * torch.randn_like(x)
        among = own_distances(x)
        width = among.mean().clamp(min=1e-12)

        def mean_kernel(squares):
            return sum((squares / (-2 * factor * width)).exp().mean() for factor in (0.25, 1, 4))

        def discrepancy(y):
            return mean_kernel(among) + mean_kernel(own_distances(y)) - 2 * mean_kernel(distances(x, y))
        code, log_determinant = flow(x)
        squares = ((code[:, :d] - a) / 0.1).square().sum(1) + code[:, d:].square().sum(1)
        likelihood = (squares / 2 - log_determinant).mean() / D
        centre = (made(a, a.new_zeros(B, D - d)) - means[data.position[y]]).square().sum(1).mean()
        positive, negative = (discrepancy(made(of, run.noise(B, D - d))) for of in (a, a_unseen))
        return likelihood + centre + positive - 0.1 * negative
    passes = 4 * (3 * products(B, flow) - products(B, flow.half * 2048))  # what a pass begins with needs no gradient
    return lambda: run.update(side, loss, *data.batch(B)), passes + 9 * products(B, B * D)  # the last: distances


METHODS = {"cycle-clswgan": cycle_clswgan, "lisgan": lisgan, "f-vaegan-d2": f_vaegan_d2, "free": free,
           "cada-vae": cada_vae, "izf": izf}
