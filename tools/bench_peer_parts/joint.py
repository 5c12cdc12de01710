"""D3GZSL over any generator that the peer has; over f-CLSWGAN the peer has it itself.

The iteration is that of the peer's generator, untouched; the peer's joint term is added where a step's loss is
computed, in every step but those of TF-VAEGAN's decoder, as Zeroth's recipe `d3gzsl` does. Synthetic rows carry
gradients in the generator's step only. CE-GZSL's embedding is the student's as well.
"""
import functools
import inspect
import types

import peer

GENERATORS = ("f-clswgan", "tf-vaegan", "ce-gzsl", "ddgan")


def pieces(function):
    """What a function and those that it calls close over, by name."""
    found, waiting = {}, [function]
    while waiting:
        for name, value in inspect.getclosurevars(waiting.pop()).nonlocals.items():
            if name not in found:
                found[name] = value
                waiting += [value] if inspect.isfunction(value) else []
    return types.SimpleNamespace(**found)


def synthesis(run, generator, parts):
    """Features of class ids, and the FLOPs of `rows` of them: forward, and backward into the generator."""
    products, hidden = peer.products, peer.HIDDEN
    if generator == "tf-vaegan":
        trained = (parts.hidden, parts.out, parts.back)
        return (lambda y: parts.generate(run.noise(len(y), run.d), parts.data.a[y]).sigmoid(),
                lambda rows: products(rows, *trained, parts.out, parts.decoder_hidden),
                lambda rows: products(rows, *trained, parts.out, hidden**2))
    if generator != "ddgan":
        return (parts.generate, lambda rows: products(rows, parts.gen),
                lambda rows: products(rows, parts.gen, run.D * hidden))
    T, gen = parts.T, parts.gen

    def reverse_chain(y):
        a, x = parts.data.a[y], run.noise(len(y), run.D)
        for k in reversed(range(T)):
            of_clean, of_noisy, deviation = parts.schedule[2:, k]
            clean = gen(x, y.new_full((len(y),), k), run.noise(len(y), run.d), a)
            x = of_clean * clean + of_noisy * x + deviation * peer.torch.randn_like(x)
        return (x + 1) / 2
    no_input = T * (run.d * (hidden + 256) + 128 * 256) + run.D * hidden  # inputs that need no gradient
    return (reverse_chain, lambda rows: T * products(rows, gen),
            lambda rows: 2 * T * products(rows, gen) - products(rows, no_input))


def joint_term(run, generator, parts):
    """The peer's term and the optimisers of the student's side."""
    d3gzsl, _ = peer.METHODS["d3gzsl"](peer.Run(run.options))
    term = pieces(d3gzsl)
    student = [term.student_emb, term.student_cls, term.projection, term.gate]
    if generator == "ce-gzsl":
        term.student_emb[0] = parts.emb[0]  # one layer, which CE-GZSL's own optimiser moves
        del student[0]
    for module in (term.teacher_emb, term.teacher_cls, *student):
        run.net(module)
    return term, [run.optimizer(*student)]


def term_flops(run, generator, term, synthetic):
    """FLOPs of the term in a critic's step, and what the generator's step has beyond them."""
    products, rows, B = peer.products, run.B + synthetic, run.B
    step = (products(rows, term.teacher_emb, term.teacher_cls) + 2 * products(rows, term.student_emb)
            + 3 * products(rows, term.student_cls, term.projection)
            + 2 * products(B, B * peer.EMBEDDING) + 3 * products(rows, rows * 2))  # the two pair losses
    beyond = products(synthetic, term.teacher_emb, term.teacher_cls, term.student_emb)
    if generator == "ce-gzsl":  # its embedding rests there
        beyond -= products(rows, term.student_emb) + products(B, B * peer.EMBEDDING)
    return step, beyond


def with_joint_term(generator, run):
    """Iteration of the generator with the term in its steps, and its FLOPs."""
    iteration, flops = peer.METHODS[generator](run)
    parts = pieces(iteration)
    generate, forward_flops, backward_flops = synthesis(run, generator, parts)
    term, student_side = joint_term(run, generator, parts)
    data, plain_update, draw, last = parts.data, run.update, parts.data.batch, []
    labels = data.unseen[:, None].expand(-1, run.options.per_class).flatten()

    def batch(size):
        last[:] = draw(size)
        return last

    def update(side, loss_function, *inputs, accumulated=()):
        if side is getattr(parts, "decoder_side", None):
            return plain_update(side, loss_function, *inputs)

        def loss(*inputs):
            x, y = last
            with peer.torch.set_grad_enabled(side is parts.generator_side):
                synthetic = generate(labels)
            return (loss_function(*inputs)
                    + term.joint_loss(x, synthetic, peer.torch.cat([labels, y]), data.seen))
        return plain_update([*side, *student_side], loss, *inputs, accumulated=accumulated)
    data.batch, run.update = batch, update
    steps = 2 if generator == "ddgan" else 6
    in_step, beyond = term_flops(run, generator, term, len(labels))
    flops += steps * (in_step + forward_flops(len(labels))) + beyond + backward_flops(len(labels))
    return iteration, flops


METHODS = {"d3gzsl:" + name: functools.partial(with_joint_term, name) for name in GENERATORS}
