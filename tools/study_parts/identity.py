"""What makes a run the same run: a hash of everything that its figures may depend on.

That is the resolved pipeline with its seed, the contents of all files that it names (a folder stands for every file
below it), the plugins that it uses and the options that no pipeline holds, such as the number of threads. Contents and
not the hash of `zeroth data verify`: that one covers the arrays which a data set usually has, and a pipeline may name
others.
"""
import argparse
import functools
import hashlib
import json
import pathlib
import subprocess
import typing

SIZE = 6  # bytes of the hash in a folder's name


class CannotResolve(Exception):
    """What the program says against the pipeline."""


class Options(typing.NamedTuple):
    """Options of `zeroth run`, as words."""
    sets: list  # what they change in the pipeline
    plugins: list  # where plugins are
    rest: list  # what no pipeline holds


def options_of(words):
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--set", action="append", default=[])
    for name in ("--precision", "--device"):
        parser.add_argument(name)
    for name in ("--plugin", "--plugin-path"):
        parser.add_argument(name, action="extend", nargs="+", default=[])
    parser.add_argument("--no-default-paths", action="store_true")
    known, rest = parser.parse_known_args(words)
    sets = known.set + [f"{name}={value}" for name in ("precision", "device") if (value := getattr(known, name))]
    plugins = [word for name in ("plugin", "plugin_path") for value in getattr(known, name)
               for word in ("--" + name.replace("_", "-"), value)]
    return Options([word for one in sets for word in ("--set", one)],
                   plugins + known.no_default_paths * ["--no-default-paths"], rest)


@functools.lru_cache(maxsize=None)
def output_of(*command):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise CannotResolve(done.stderr)
    return done.stdout


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def parameters_in(value):
    """Every object of parameters: texts in them may name files."""
    if isinstance(value, (list, dict)):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            if name == "params":
                yield one
            yield from parameters_in(one)


def files_named(document, apart):
    """Files that the pipeline names, none of them below the folder `apart`, where runs are written."""
    found = set()
    for parameters in parameters_in(document):
        paths = [pathlib.Path(text) for text in texts_in(parameters) if text and "\0" not in text]
        folders = [path for path in paths if is_a("is_dir", path)]
        found.update(folder / path for folder in [pathlib.Path(), *folders] for path in paths)
        for folder in folders:
            found.update(folder.rglob("*"))
    return sorted(path for path in found if is_a("is_file", path) and apart not in path.resolve().parents)


def is_a(kind, path):
    try:
        return getattr(path, kind)()
    except OSError:  # a text that is too long for a name
        return False


@functools.lru_cache(maxsize=None)  # in one call of the study a file counts as it was first seen
def hash_of_file(path):
    digest = hashlib.blake2b(digest_size=16)
    try:
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:  # the run will say so
        return str(error)
    return digest.hexdigest()


def plugins_used(document, zeroth, options):
    """Id -> version and hash of each plugin that the pipeline names."""
    named = set(texts_in(document))
    return {one["id"]: (one["version"], hash_of_file(one["file"]))
            for one in json.loads(output_of(zeroth, "list", "--json", *options.plugins)) if one["id"] in named}


def identity(zeroth, pipeline, seed, options, apart):
    """Hexadecimal digits.  Raises CannotResolve."""
    resolved = output_of(zeroth, "resolve", pipeline, *options.sets, "--set", f"seed={seed}", *options.plugins)
    document = json.loads(resolved)
    parts = {"pipeline": document,
             "files": [(str(path), hash_of_file(path)) for path in files_named(document, apart)],
             "plugins": plugins_used(document, zeroth, options),
             "options": options.rest, "version": output_of(zeroth, "--version")}
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=SIZE).hexdigest()
