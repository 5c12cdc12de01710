"""What Zeroth is built with beside PyTorch, taken along from a Debian machine; and the build with it."""
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PACKED = ROOT / "build/gpu-deps.tar.gz"
UNPACKED = ROOT / "build/gpu-deps"
BUILT = ROOT / "build/gpu"
LARGEST = 64 << 20  # bytes that may travel
LIBRARIES = pathlib.Path("/usr/lib/x86_64-linux-gnu")
# What the other machine has of its own, brings with PyTorch, or is switched off.
OTHERS = re.compile(r"^(lib(c|m|dl|rt|pthread|resolv|stdc\+\+|gcc_s|gomp|torch\w*|c10\w*|caffe2\w*|dnnl|openblas\w*|opencv_\w+"
                    r"|zeroth\w*)\.so|ld-linux)")
FOREIGN_HEADERS = re.compile(r"^(libc6-dev|linux-libc-dev|libcrypt-dev|libstdc\+\+-|libgcc-|libtorch-|libdnnl-|libopencv-"
                             r"|libopenblas|doctest-dev|libgoogle-glog|libgflags|libpython)")
CMAKE_PACKAGES = ("fmt", "nlohmann_json", "CLI11", "Boost-*", "BoostDetectToolset-*", "boost_headers-*", "boost_filesystem-*",
                  "boost_atomic-*", "boost_system-*")
PKG_CONFIG = ("matio", "libxxhash", "libarchive", "cpp-httplib", "cairo", "hdf5")
FLAGS_OFF = ("ZEROTH_TESTS", "ZEROTH_OWN_PRODUCTS", "ZEROTH_PICTURES", "ZEROTH_RANKS")


def said(*command):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True, text=True).stdout


def header_files():
    """Those that the build of this tree has read, of packages that travel."""
    read = {line.strip() for line in said("ninja", "-C", ROOT / "build/release", "-t", "deps").splitlines()}
    headers = sorted(path for path in read if path.startswith("/usr/include/"))
    if not headers:
        sys.exit("gpu: build first (tools/test): the headers that travel are those that it read")
    kept = []
    for line in said("dpkg", "-S", *headers).splitlines():
        owners, path = line.rsplit(": ", 1)
        if not FOREIGN_HEADERS.match(owners.split(",")[0]):
            kept.append(pathlib.Path(path))
    return kept


def needed_by(file):
    return re.findall(r"\(NEEDED\).*\[(.+)\]", said("readelf", "-d", file))


def libraries():
    """Whatever the programs and plugins are linked with, and what that is linked with; as they lie on the disk."""
    places = dict(re.findall(r"^\s*(\S+) \([^)]*x86-64[^)]*\) => (\S+)$", said("/sbin/ldconfig", "-p"), re.M))
    found, waiting = set(), [*(ROOT / "build/release/bin").glob("zeroth*"),
                             *(ROOT / "build/release/lib").rglob("*.so")]
    while waiting:
        for name in needed_by(waiting.pop()):
            if OTHERS.match(name) or name not in places:
                continue
            file = pathlib.Path(places[name]).resolve()
            if file not in found:
                found.add(file)
                waiting.append(file)
    return found


def links_to(files):
    """Names under which those libraries are linked and loaded -> the file."""
    links = {}
    for folder in (LIBRARIES, LIBRARIES / "hdf5/serial"):
        for path in folder.glob("*.so*"):
            if path.is_symlink() and path.resolve() in files:
                links[path] = path.resolve()
    return links


def pc_file(name):
    """As pkg-config's file says it, wherever it is unpacked."""
    def moved(words):
        return words.replace("/usr/", "${pcfiledir}/../../../")
    includes = moved(said("pkg-config", "--cflags", name).strip()) or "-I${pcfiledir}/../../../include"
    links = moved(said("pkg-config", "--libs", name).strip())
    return (f"Name: {name}\nDescription: {name}\nVersion: {said('pkg-config', '--modversion', name).strip()}\n"
            f"Cflags: {includes}\nLibs: -L${{pcfiledir}}/.. {links}\n")


def gather(root):
    """Copies all that travels under `root`, each file where it lies here."""
    def copy(path):
        target = root / path.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    files = libraries()
    for path in [*header_files(), *files]:
        copy(path)
    for link, file in links_to(files).items():
        target = root / link.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.symlink_to(os.path.relpath(root / file.relative_to("/"), target.parent))
    for folder in (LIBRARIES / "cmake", pathlib.Path("/usr/share/cmake"), pathlib.Path("/usr/lib/cmake")):
        for pattern in CMAKE_PACKAGES:
            for path in folder.glob(f"{pattern}/**/*.cmake"):
                copy(path)
    places = root / "usr/lib/x86_64-linux-gnu/pkgconfig"
    places.mkdir(parents=True)
    for name in PKG_CONFIG:
        (places / f"{name}.pc").write_text(pc_file(name))
    program = pathlib.Path(shutil.which("pkg-config")).resolve()
    for path in (program, *(file.resolve() for file in LIBRARIES.glob("libpkgconf.so.[0-9]"))):
        copy(path)
    for path in LIBRARIES.glob("libpkgconf.so.[0-9]"):
        (root / path.relative_to("/")).symlink_to(path.resolve().name)
    runner = root / "pkg-config"
    runner.write_text("#!/bin/sh\nunset PKG_CONFIG_PATH\nhere=$(dirname \"$0\")\nexport PKG_CONFIG_LIBDIR=\"$here/usr/lib/x86_64-linux-gnu/pkgconfig\" "
                      f"LD_LIBRARY_PATH=\"$here/usr/lib/x86_64-linux-gnu\"\nexec \"$here{program}\" --keep-system-cflags "
                      "--keep-system-libs \"$@\"\n")
    for path in (runner, root / program.relative_to("/")):
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def pack(out):
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zeroth-pack-") as folder:
        root = pathlib.Path(folder)
        gather(root)
        part = out.with_name(out.name + ".part")
        with tarfile.open(part, "w:gz", compresslevel=6) as archive:
            archive.add(root, arcname=".")
        os.replace(part, out)
    size = out.stat().st_size
    print(f"{out}: {size / 2**20:.1f} MiB")
    if size > LARGEST:
        print(f"gpu: more than the {LARGEST >> 20} MiB that may travel", file=sys.stderr)
        return 1
    return 0


def torch(expression):
    code = f"import torch, torch.utils; print({expression})"
    return said("python3", "-c", code).strip()


def torch_version():
    try:
        return torch("torch.__version__")
    except (OSError, subprocess.CalledProcessError):
        return "none: python3 has no torch"


def flags(deps, torch_prefix):
    """Of cmake, for a build with what was unpacked in `deps` and the LibTorch of `torch_prefix`."""
    libraries_there = deps / "usr/lib/x86_64-linux-gnu"
    linking = f"-Wl,--disable-new-dtags -Wl,-rpath,{libraries_there} -Wl,-rpath-link,{libraries_there}"
    return ["-G", "Ninja", "-D", "CMAKE_BUILD_TYPE=Release", "-D", "CMAKE_UNITY_BUILD=ON", "-D", "CMAKE_UNITY_BUILD_BATCH_SIZE=4",
            *(word for name in FLAGS_OFF for word in ("-D", f"{name}=OFF")),
            "-D", f"CMAKE_PREFIX_PATH={deps / 'usr'};{torch_prefix}",
            "-D", f"CMAKE_CXX_STANDARD_INCLUDE_DIRECTORIES={deps / 'usr/include'}",
            "-D", f"PKG_CONFIG_EXECUTABLE={deps / 'pkg-config'}",
            *(word for kind in ("EXE", "SHARED", "MODULE") for word in ("-D", f"CMAKE_{kind}_LINKER_FLAGS={linking}"))]


def build(bench):
    """The program, built against the PyTorch of python3."""
    if not UNPACKED.exists():
        assert PACKED.exists(), f"{PACKED} is not there: `tools/gpu pack` makes it on a Debian machine"
        UNPACKED.mkdir(parents=True)
        bench.call("tar", "-xzf", PACKED, "-C", UNPACKED)
    environment = {"PATH": f"{os.environ['PATH']}:/usr/local/cuda/bin"}
    bench.call("cmake", "-S", ROOT, "-B", BUILT, *flags(UNPACKED, torch("torch.utils.cmake_prefix_path")),
               environment=environment)
    bench.call("cmake", "--build", BUILT, "--target", "zeroth-all", "--parallel", os.cpu_count(), environment=environment)
    return BUILT / "bin/zeroth"
