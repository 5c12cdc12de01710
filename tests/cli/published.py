"""The rows that pipelines reproduce, as the papers print them: U / S / H, or U / S."""

DATA_SETS = ("awa1", "awa2", "cub", "flo", "sun")

TABLE_1 = """
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


def rows(table, text):
    for line in text.strip().splitlines():
        row, *cells = (cell.strip() for cell in line.split("|"))
        for data, cell in zip(DATA_SETS, cells):
            if cell:
                yield (table, row, data), tuple(map(float, cell.split("/")))


PUBLISHED = {
    **dict(rows("D3GZSL Table 1", TABLE_1)),
    **dict(rows("D3GZSL Table 2", TABLE_2)),
    **dict(rows("D3GZSL Table 3", TABLE_3)),
    **dict(rows("D3GZSL Table 4", TABLE_4)),
    # No table of D3GZSL has SUN: these rows are those of the methods' own papers, as DEDN repeats them.
    ("f-CLSWGAN Table 2", "f-CLSWGAN", "sun"): (42.6, 36.6, 39.4),
    ("DEDN Table 1", "TF-VAEGAN", "sun"): (45.6, 40.7, 43.0),
    ("DEDN Table 1", "CE-GZSL", "sun"): (48.8, 38.6, 43.1),
}
