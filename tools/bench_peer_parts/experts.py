"""Systems on region features: plugins/expert/README.md has their formulas, pipelines/apn and dazle their settings."""
from peer import WORD, F, Rows, nn, products, torch, word_products

# Of CUB's 312 attributes, which follow each other group by group: pipelines/apn/cub.json.
GROUPS = (9, 15, 15, 15, 4, 15, 6, 15, 11, 15, 15, 14, 3, 15, 15, 15, 15, 5, 5, 14, 4, 4, 4, 15, 15, 15, 15, 4)


def images(run, batch):
    """A small pool, as the peer's region methods have; the pipelines read 196 regions of every data set."""
    run.R = run.options.regions or 196
    return Rows(run, 2 * run.batch(batch, batch, batch, batch), run.d, regions=run.R)


def apn(run):
    data, E, K = images(run, 64), 512, run.d
    encoder, embedding, prototypes = (run.net(layer) for layer in (
        nn.Linear(run.D, E), nn.Linear(E, K, bias=False), nn.Linear(E, K, bias=False)))
    side = [run.optimizer(encoder, embedding, prototypes, weight_decay=1e-4)]
    columns, number = int(run.R**0.5), torch.arange(run.R, device=run.device)  # the grid is a square
    places = torch.stack([number // columns, number % columns], dim=1).float()
    apart = (places[:, None] - places).square().sum(2)
    groups = run.pick(GROUPS, None, None, None)

    @run.compiled
    def loss(x, y):
        features = encoder(x.transpose(1, 2).contiguous()).relu()
        scores = embedding(features.mean(1)) @ data.a[data.seen].T
        maps = prototypes(features)  # [B,R,K]
        largest, place = maps.max(1)
        regression = (largest - data.a[y]).square().sum(1).mean()
        compactness = (maps * apart[place].transpose(1, 2)).sum((1, 2)).mean()
        weight = prototypes.weight
        norms = [group.norm(dim=0) for group in weight.split(groups)] if groups else [weight.abs()]
        decorrelation = sum(norm.sum() for norm in norms)
        return F.cross_entropy(scores, data.position[y]) + regression + 1e-4 * decorrelation + 1e-5 * compactness
    B, rows = run.B, run.B * run.R
    flops = 2 * products(rows, encoder) + 3 * products(rows, prototypes) + 3 * products(B, embedding)
    return lambda: run.update(side, loss, *data.batch(B)), flops + 2 * products(B, K * run.S)


def dazle(run):
    """Six products with the regions. Four would do, two each way: the features of the attributes, of which both scores
    are read; but eager they take a third longer, as [B,K,N] numbers go through memory some times."""
    data, B, K, N = images(run, 50), run.B, run.d, run.D
    net = run.net(word_products(K, [(WORD, N)], [(WORD, N)] * 2))
    side = [run.optimizer(net, kind=torch.optim.RMSprop, momentum=0.9, weight_decay=1e-4)]
    margin = torch.ones(run.C, device=run.device).index_fill(0, data.seen, -1.0)

    @run.compiled
    def loss(x, y):
        words, embed, look, tell = net
        regions = x.transpose(1, 2).contiguous()
        attention = F.linear(regions, words @ look).softmax(1)
        match, weight = ((F.linear(regions, words @ factor) * attention).sum(1) for factor in (embed, tell))
        scores = (match * weight.sigmoid()) @ data.a.T + margin
        unseen = scores.log_softmax(1).index_select(1, data.unseen)
        return F.cross_entropy(scores - margin, y) - 0.1 * unseen.logsumexp(1).mean()
    flops = 4 * products(B * run.R, K * N) + 9 * products(K, WORD * N) + 2 * products(B, K * run.C)
    return lambda: run.update(side, loss, *data.batch(B)), flops


METHODS = {"apn": apn, "dazle": dazle}
