"""The rows that pipelines reproduce, as the papers print them: U / S / H, or U / S; the region methods' rows are
T1 / U / S / H, or T1 / H."""

DATA_SETS = ("awa1", "awa2", "cub", "flo", "sun")

TABLE_1 = """
cycle-CLSWGAN  | 56.9/64.0/60.2 |                | 45.7/61.0/52.3 | 59.2/72.5/65.1
CADA-VAE       | 57.3/72.8/64.1 | 55.8/75.0/63.9 | 51.6/53.5/52.4 |
LisGAN         | 52.6/76.3/62.3 |                | 46.5/57.9/51.6 | 57.7/83.8/68.3
IZF            | 61.3/80.5/69.6 | 60.6/77.5/68.0 | 52.7/68.0/59.4 |
f-CLSWGAN      | 57.9/61.4/59.6 |                | 43.7/57.7/49.7 | 59.0/73.8/65.6
f-CLSWGAN + D3 | 57.1/69.8/62.8 |                | 52.3/61.5/56.5 | 61.1/86.7/71.7
TF-VAEGAN      |                | 59.8/75.1/66.6 | 52.8/64.7/58.1 | 62.5/84.1/71.7
TF-VAEGAN + D3 |                | 60.2/74.9/66.8 | 57.3/64.5/60.7 | 65.6/81.4/72.7
DDGAN          | 58.1/63.5/60.7 | 61.7/68.4/64.9 | 47.5/61.5/53.6 | 61.1/85.2/71.2
DDGAN + D3     | 59.5/68.3/63.6 | 62.9/67.7/65.2 | 54.2/59.7/56.8 | 63.4/82.1/71.5
CE-GZSL        | 65.3/73.4/69.1 | 63.1/78.6/70.0 | 63.9/66.8/65.3 | 69.0/78.7/73.5
CE-GZSL + D3   | 65.7/76.2/70.5 | 64.6/76.7/70.1 | 66.7/69.1/67.8 | 68.6/80.9/74.2
"""

TABLE_2 = """
f-CLSWGAN IV-TS | 67.4/88.9      |                | 56.1/70.0      | 65.2/87.4
f-CLSWGAN TS    | 58.9/71.8/64.7 |                | 39.7/46.1/42.7 | 60.6/62.3/61.4
CE-GZSL IV-TS   | 69.2/88.3      | 69.7/91.8      | 78.7/73.5      | 68.1/89.4
CE-GZSL TS      | 57.5/72.3/64.1 | 55.5/76.7/64.4 | 61.1/42.8/50.3 | 58.3/70.8/64.0
"""

TABLE_3 = """
FG + L_cls |  |  | 50.4/59.8/54.7 | 58.6/83.3/68.8
+ ID2SD    |  |  | 49.4/63.8/55.6 | 61.8/84.3/71.3
+ O2DBD    |  |  | 51.3/59.6/55.1 | 59.9/86.3/70.7
+ both     |  |  | 52.3/61.5/56.5 | 61.1/86.7/71.7
"""

TABLE_4 = """
score: energy  |  |  | 49.1/62.3/54.9 | 60.3/87.2/71.3
score: softmax |  |  | 52.3/61.5/56.5 | 61.1/86.7/71.7
"""

REGION_SETS = ("cub", "sun", "awa2")

# T1 and U / S / H of the two methods come from two trainings: one pipeline each.
DEDN_TABLE_1 = "DEDN | 77.4/70.9/70.0/70.4 | 67.4/54.7/36.0/43.5 | 75.8/68.0/76.5/72.0"
MSDN_TABLE_1 = "MSDN | 76.1/68.7/67.5/68.1 | 65.8/52.2/34.2/41.3 | 70.1/62.0/74.5/67.7"

# Of other region methods, quoted there: one pipeline for all figures.
DEDN_TABLE_1_QUOTED = """
DAZLE | 66.0/56.7/59.6/58.1 | 59.4/52.3/24.3/33.2 | 67.9/60.3/75.7/67.1
APN   | 72.0/65.3/69.3/67.2 | 61.6/41.9/34.0/37.6 | 68.4/57.1/72.4/63.9
"""

DEDN_TABLE_3 = """
cExp, no distillation | 74.6/62.4/71.4/66.6 | 64.0/41.6/35.7/38.4 | 71.1/62.8/78.8/69.9
fExp, no distillation | 75.5/68.1/67.9/68.0 | 64.0/42.8/35.5/38.7 | 71.1/62.9/79.1/70.1
DEDN, no distillation | 75.7/66.7/70.7/68.6 | 65.2/47.3/35.0/40.3 | 72.1/63.8/79.3/70.7
no channel attention  | 77.0/58.7/73.6/65.3 | 65.8/48.5/34.6/40.4 | 74.6/61.7/79.8/69.6
no MAL                | 75.8/73.2/62.5/67.4 | 66.0/56.5/34.3/42.7 | 73.1/66.5/72.4/69.3
no alignment loss     | 77.6/63.3/72.8/67.7 | 65.5/47.5/35.3/40.5 | 74.6/64.8/76.8/70.3
full                  | 77.4/70.9/70.0/70.4 | 67.4/54.7/36.0/43.5 | 75.8/68.0/76.5/72.0
"""

MSDN_TABLE_2 = """
baseline                | 57.4/49.1 | 54.8/30.5
V->A, no distillation   | 66.0/55.4 | 59.2/33.8
A->V, no distillation   | 73.4/65.4 | 63.8/38.5
V->A, with distillation | 67.9/60.8 | 62.1/38.6
A->V, with distillation | 75.2/67.5 | 63.0/38.7
distillation JSD only   | 74.3/67.0 | 64.7/39.4
distillation L2 only    | 74.4/67.6 | 64.9/40.8
full                    | 76.1/68.1 | 65.8/41.3
"""


def rows(table, text, data_sets=DATA_SETS):
    for line in text.strip().splitlines():
        row, *cells = (cell.strip() for cell in line.split("|"))
        for data, cell in zip(data_sets, cells):
            if cell:
                yield (table, row, data), tuple(map(float, cell.split("/")))


def both_settings(table, text):
    for key, (t1, *gzsl) in rows(table, text, REGION_SETS):
        yield (*key, "zsl"), (t1,)
        yield (*key, "gzsl"), tuple(gzsl)


# Of the region methods: (table, row, data set[, setting]) -> T1, U, S, H, as far as printed.
PUBLISHED_EXPERTS = {
    **dict(both_settings("DEDN Table 1", DEDN_TABLE_1)),
    **dict(both_settings("MSDN Table 1", MSDN_TABLE_1)),
    **dict(rows("DEDN Table 1", DEDN_TABLE_1_QUOTED, REGION_SETS)),
    **dict(rows("DEDN Table 3", DEDN_TABLE_3, REGION_SETS)),
    **dict(rows("MSDN Table 2", MSDN_TABLE_2, REGION_SETS)),
}

PUBLISHED = {
    **dict(rows("D3GZSL Table 1", TABLE_1)),
    **dict(rows("D3GZSL Table 2", TABLE_2)),
    **dict(rows("D3GZSL Table 3", TABLE_3)),
    **dict(rows("D3GZSL Table 4", TABLE_4)),
    # No table of D3GZSL has SUN: these rows are those of the methods' own papers, as DEDN repeats them.
    ("f-CLSWGAN Table 2", "f-CLSWGAN", "sun"): (42.6, 36.6, 39.4),
    ("DEDN Table 1", "TF-VAEGAN", "sun"): (45.6, 40.7, 43.0),
    ("DEDN Table 1", "CE-GZSL", "sun"): (48.8, 38.6, 43.1),
    ("DEDN Table 1", "f-VAEGAN-D2", "cub"): (48.4, 60.1, 53.6),
    ("DEDN Table 1", "f-VAEGAN-D2", "sun"): (45.1, 38.0, 41.3),
    ("DEDN Table 1", "f-VAEGAN-D2", "awa2"): (57.6, 70.6, 63.5),
    ("DEDN Table 1", "CADA-VAE", "sun"): (47.2, 35.7, 40.6),
    ("DEDN Table 1", "FREE", "cub"): (55.7, 59.9, 57.7),
    ("DEDN Table 1", "FREE", "sun"): (47.4, 37.2, 41.7),
    ("DEDN Table 1", "FREE", "awa2"): (60.4, 75.4, 67.1),
}
