"""Every page's commands run, what it shows is what is there, and each thing is said on one page."""
import collections
import functools
import re
import subprocess
import unittest

from zeroth import BIN, Case, SMALL_REGIONS, SOURCE, load_tool, tiny_dedn, tiny_generative, tiny_world

NO_PAGES = ("build", "runs", ".git", ".cache")
# Projects of their own, of which a reader sees one; third_party_test.py builds them and runs what they say.
PROJECTS = ("sdk/templates/", "sdk/examples/")
# Commands that are run elsewhere.
ELSEWHERE = {
    "./tools/test": "it is what runs this test",
    "tools/attack ": "attack_test.py, with fewer trials",
}
# The folder that the pages' `zeroth explain` looks into.
EXAMPLE_RUN = "runs/2026-01-31-dedn-awa13-0123abcd"
# What they serve, and where.
SERVED_RUN, SERVED_AT = "runs/2026-01-31-four-numbers-0123abcd", "8080"
LINES_OF_README = 150
LONG = 80  # characters, from which on a text that comes twice is a copy
# A path of the tree, or a pattern of some.
PATH = re.compile(r"(?<![\w/.*}-])(?:host|pipelines|plugins|sdk|tests|tools)/[\w./*-]*[\w*]")


def pages():
    for top in sorted(SOURCE.iterdir()):
        if top.name not in NO_PAGES:
            yield from sorted(top.rglob("*.md")) if top.is_dir() else [top] * (top.suffix == ".md")


def name_of(page):
    return page.relative_to(SOURCE).as_posix()


TEXTS = {page: page.read_text() for page in pages()}


def blocks(language):
    """(page, text) of everything that is shown in this language."""
    for page, text in TEXTS.items():
        for block in re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            yield page, block


def prose(page):
    return re.sub(r"^```.*?^```", "", TEXTS[page], flags=re.DOTALL | re.MULTILINE)


def anchors(page):
    """What #... may name, as GitHub makes it of headings."""
    count = collections.Counter()
    for heading in re.findall(r"^#+ +(.*?) *$", prose(page), re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", shown).replace(" ", "-")
        yield f"{slug}-{count[slug]}" if count[slug] else slug
        count[slug] += 1


def links(page):
    """Where a page leads to in the tree: (path, anchor)."""
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", prose(page))):
        if not re.match(r"\w+:", target):
            path, _, anchor = target.partition("#")
            yield (page.parent / path if path else page), anchor


def passages(page):
    """Paragraphs, list items and rows of tables, each in one line."""
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:\||[-*] |\d+\. ))", prose(page)):
        yield " ".join(paragraph.split())


class Pages(Case):
    def setUp(self):
        super().setUp()
        self.environment.pop("ZEROTH_DATA", None)
        self.environment["PATH"] = f"{BIN}:{self.environment['PATH']}"

    def text(self, page):
        return TEXTS[SOURCE / page]

    @functools.cached_property
    def run_of_experts(self):
        """What stands for the run directory in the pages."""
        world = self.folder / "world.hdf5"
        self.zeroth("data", "make-regions", "--out", world,
                    *(word for key, value in SMALL_REGIONS.items() for word in (f"--{key}", value)))
        return self.folder / self.run_json(self.write("experts.json", tiny_dedn(world)))["run_dir"]

    @functools.cached_property
    def port(self):
        """Where what the pages serve listens until the test ends."""
        world = tiny_world()
        world["features"] = 4
        pipeline = tiny_generative(data={"use": "data.synthetic", "params": world})
        run = self.run_json(self.write("served.json", pipeline))["run_dir"]
        server = self.start("serve", self.folder / run, "--port", "0")
        self.addCleanup(server.communicate)
        self.addCleanup(server.terminate)
        return re.search(r":(\d+) ", server.stdout.readline())[1]

    @functools.cached_property
    def made(self):
        """Names that commands wrote into this test's folder; later ones on the pages read them."""
        return set()

    def small(self, command):
        """The command, writing into this test's folder; the full size is for a benchmark."""
        if command.startswith("./tools/quickstart"):
            command += " --quiet --set train.epochs=2 --set teacher.params.epochs=1"  # pipelines_test.py sees it learn
        if command.startswith("zeroth runs"):
            command += f" --run-dir {self.run_of_experts.parent}"
        elif command.startswith("zeroth study"):
            command = command.replace("study.json", f"{self.folder}/study.json")
            command = re.sub(r"--out (?!/)", f"--out {self.folder}/", command)
        elif command.startswith("zeroth report study.json"):
            command = command.replace("study.json", f"{self.folder}/study.json").replace("--out ", f"--out {self.folder}/")
        elif "--dry-run" in command:
            command += " --set generator.params.hidden=64"
        elif re.match(r"\S*(zeroth run|quickstart)\b", command):
            command += f" --run-dir {self.folder}/runs"
        if "curl" in command:
            command = command.replace(f"localhost:{SERVED_AT}/", f"localhost:{self.port}/")
        command = re.sub(r"(?<=[ ,])mlflow(?= |$)", f"mlflow={self.folder}/mlflow.db", command)
        if EXAMPLE_RUN in command:
            command = command.replace(EXAMPLE_RUN, str(self.run_of_experts))
            command = command.replace("--out ", f"--out {self.folder}/").replace(" regions.hdf5", f" {self.folder}/world.hdf5")
        for name in self.made:
            command = re.sub(rf"(?<!^zeroth )(?<= ){re.escape(name)}(?= |$)", f"{self.folder}/{name}", command)
        self.made.update(re.findall(rf"--out {re.escape(str(self.folder))}/(\S+)", command))
        return command

    def test_every_command(self):
        for page, block in blocks("sh"):
            if name_of(page).startswith(PROJECTS):
                continue
            for command in block.strip().splitlines():
                if command.startswith(tuple(ELSEWHERE)):
                    continue
                if command == f"zeroth serve {SERVED_RUN} --port {SERVED_AT}":
                    self.assertGreater(int(self.port), 0)
                    continue
                with self.subTest(page=name_of(page), command=command):
                    done = subprocess.run(self.small(command), shell=True, cwd=SOURCE, env=self.environment, text=True,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                    self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_plugin_is_a_real_one(self):
        files = [path for folder in ("plugins", *PROJECTS) for path in (SOURCE / folder).rglob("*.cpp")]
        real = {path.read_text() for path in files}
        whole = re.compile(r"^ZEROTH_\w+\(", re.MULTILINE)
        shown = [(name_of(page), block) for page, block in blocks("cpp") if whole.search(block)]
        self.assertIn("README.md", dict(shown))
        for page, block in shown:
            with self.subTest(page=page):
                self.assertIn(block, real)

    def test_the_pipelines_are_valid(self):
        for page, shown in blocks("jsonc"):
            with self.subTest(page=name_of(page)):
                text = shown.replace('"base/', f'"{SOURCE}/pipelines/base/')
                self.zeroth("validate", self.write("shown.json", text))

    def test_every_path_exists(self):
        for page, text in TEXTS.items():
            for path in set(PATH.findall(text)):
                with self.subTest(page=name_of(page), path=path):
                    self.assertTrue(next(SOURCE.glob(re.sub(r"\b(ID|KIND|NAME)\b", "*", path)), None))

    def test_every_link_leads_somewhere(self):
        for page in TEXTS:
            for target, anchor in links(page):
                with self.subTest(page=name_of(page), target=str(target), anchor=anchor):
                    self.assertTrue(target.exists())
                    self.assertTrue(not anchor or anchor in anchors(target.resolve()))

    def test_every_page_is_found(self):
        """From the README on, by links."""
        found, new = set(), [SOURCE / "README.md"]
        while new:
            page = new.pop()
            found.add(page)
            new += {target.resolve() for target, _ in links(page)} & TEXTS.keys() - found - set(new)
        lost = {name_of(page) for page in TEXTS.keys() - found}
        self.assertEqual([page for page in sorted(lost) if not page.startswith((*PROJECTS, ".github/"))], [])

    def test_every_folder_has_a_page(self):
        """Of the first two levels: what lives there, what it may include, where to start."""
        tops = [path for path in SOURCE.iterdir() if path.is_dir() and path.name[0] != "." and path.name not in NO_PAGES]
        below = [path for top in tops for path in top.iterdir() if path.is_dir() and path.name != "__pycache__"]
        without = {name_of(folder) for folder in [*tops, *below] if not (folder / "README.md").exists()}
        self.assertEqual(without, set())

    def test_the_readme_is_short(self):
        self.assertLessEqual(len(self.text("README.md").splitlines()), LINES_OF_README)

    def test_nothing_is_said_twice(self):
        where = collections.defaultdict(set)
        for page in TEXTS:
            if not name_of(page).startswith(PROJECTS):
                for passage in passages(page):
                    where[passage].add(name_of(page))
        twice = [(passage, sorted(on)) for passage, on in where.items() if len(passage) > LONG and len(on) > 1]
        self.assertEqual(twice, [])

    def test_every_tool_has_a_line(self):
        tools = {path.name for path in (SOURCE / "tools").iterdir() if path.is_file() and path.suffix != ".md"}
        self.assertEqual(tools, set(re.findall(r"^\| `([^`]+)` \|", self.text("tools/README.md"), re.MULTILINE)))

    def test_the_floors_are_those_that_are_checked(self):
        check = load_tool("check_floors")
        table = re.findall(r"^\| `([^`]+)` \| .* \| (.*) \| (.*) \|$", self.text("host/README.md"), re.MULTILINE)
        shown = {floor: re.findall(r"`([^`]+)`", below) for floor, below, _ in table}
        allowed = {floor: [one.replace("host/", "") for one in below] for floor, below in check.ALLOWED.items()}
        self.assertEqual(shown, allowed)
        self.assertEqual([floor for floor, _, torch in table if torch == "no"], check.TORCH_FREE)

    def test_the_way_of_a_feature(self):
        steps = re.findall(r"^\| \[`[^`]+`\]\((\S+)\)((?: `\w+`)+) \|", self.text("host/README.md"), re.MULTILINE)
        self.assertGreater(len(steps), 10)
        for file, names in steps:
            for name in re.findall(r"\w+", names):
                with self.subTest(file=file, name=name):
                    self.assertRegex((SOURCE / "host" / file).read_text(), rf"\b{name}\b")


if __name__ == "__main__":
    unittest.main()
