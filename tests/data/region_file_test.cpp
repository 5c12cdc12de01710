#include <hdf5.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>

#include <cstdlib>
#include <filesystem>

#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/python.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

namespace {

/// One [9,4,2,3] array, stored in every way that such a file may be.
constexpr char kLayouts[] = R"(
import h5py, numpy
values = numpy.arange(9 * 4 * 6, dtype="f4").reshape(9, 4, 2, 3)
ways = {"plain": {}, "gzip": dict(compression="gzip", chunks=(2, 4, 2, 3)),
        "split": dict(compression="gzip", shuffle=True, chunks=(4, 1, 2, 2)), "chunked": dict(chunks=(1, 4, 2, 3)),
        "big-endian": dict(dtype=">f4"), "half": dict(dtype="f2"), "double": dict(dtype="f8"),
        "big-double": dict(dtype=">f8"), "bytes": dict(dtype="u1"),
        "packed-half": dict(dtype="f2", compression="gzip", chunks=(2, 4, 2, 3)),
        "packed-big-half": dict(dtype=">f2", compression="gzip", chunks=(2, 1, 2, 3))}
for name, options in ways.items():
    with h5py.File(name, "w") as file:
        file.create_dataset("feature_map", data=values.astype(options.get("dtype", "f4")), **options)
with h5py.File("user-block", "w", userblock_size=512) as file:
    file["feature_map"] = values
with h5py.File("never-written", "w") as file:
    file.create_dataset("feature_map", (9, 4, 2, 3), "f4")
)";

std::vector<float> read(const RegionSource& regions, const std::vector<std::int64_t>& images) {
  std::vector<float> out(images.size() *
                         static_cast<std::size_t>(regions.channels() * regions.regions()));
  regions.read(images.data(), static_cast<std::int64_t>(images.size()), out.data());
  return out;
}

std::vector<float> expected(const std::vector<std::int64_t>& images) {
  std::vector<float> out;
  for (const auto image : images) {
    for (int i = 0; i < 24; ++i) out.push_back(static_cast<float>(image * 24 + i));
  }
  return out;
}

/// What is said of a file whose only data set is made by `text`.
std::string said_of(const std::string& text) {
  const Folder folder;
  if (!python(folder, "h5py", "import h5py, numpy\nwith h5py.File('f.hdf5', 'w') as f:\n  " + text))
    return "skipped";
  std::string message = message_of([&] { open_region_file(Hdf5File(folder / "f.hdf5")); });
  const std::string name = folder.path().string() + "/";
  for (auto at = message.find(name); at != std::string::npos; at = message.find(name)) {
    message.erase(at, name.size());
  }
  return message;
}

bool skipped(const std::string& said) { return said == "skipped"; }

}  // namespace

TEST_CASE("region file: every layout yields the same regions in the order asked for") {
  const Folder folder;
  if (!python(folder, "h5py, numpy", kLayouts)) return;
  for (const char* name : {"plain", "gzip", "split", "chunked", "big-endian", "user-block", "half",
                           "double", "big-double", "bytes", "packed-half", "packed-big-half"}) {
    CAPTURE(name);
    const auto regions = open_region_file(Hdf5File(folder / name));
    CHECK(regions->images() == 9);
    CHECK(regions->channels() == 4);
    CHECK(regions->height() == 2);
    CHECK(regions->width() == 3);
    for (const std::vector<std::int64_t>& images :
         std::vector<std::vector<std::int64_t>>{{}, {8}, {0, 1, 5}, {7, 2, 3, 7, 0}, {4, 4}}) {
      CHECK(read(*regions, images) == expected(images));
    }
  }
  const auto nothing = open_region_file(Hdf5File(folder / "never-written"));
  CHECK(read(*nothing, {3}) == std::vector<float>(24, 0.0f));
  CHECK(region_layout(Hdf5File(folder / "plain")).contiguous);
  CHECK(region_layout(Hdf5File(folder / "split")).images_per_chunk == 4);
}

TEST_CASE("region file: a file that becomes shorter while it is read") {
  const Folder folder;
  if (!python(folder, "h5py, numpy", kLayouts)) return;
  const auto path = folder / "plain";
  const auto regions = open_region_file(Hdf5File(path));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 4);
  CHECK(read(*regions, {7}) == expected({7}));
  CHECK(message_of([&] { read(*regions, {8}); }) ==
        "error: cannot read the regions of image 8\n  where  " + path.string() +
            "\n  why    the file is cut short\n  fix    fetch the file again");
}

TEST_CASE("region file: packed numbers that are damaged") {
  const Folder folder;
  if (!python(folder, "h5py, numpy", std::string(kLayouts) + R"(
with h5py.File("gzip") as file:
    place = file["feature_map"].id.get_chunk_info(1)
with open("gzip", "r+b") as file:
    file.seek(place.byte_offset)
    file.write(b"\xff" * place.size)
)"))
    return;
  const auto regions = open_region_file(Hdf5File(folder / "gzip"));
  CHECK(read(*regions, {0}) == expected({0}));
  const std::string said = message_of([&] { read(*regions, {3, 0}); });
  CHECK(said.rfind("error: cannot read the regions of image 3\n", 0) == 0);
  const std::string words =
      H5_VERSION_GE(1, 14, 0) ? "filter returned failure during read" : "inflate() failed";
  CHECK(said.find("why    HDF5 says: " + words) != std::string::npos);
}

TEST_CASE("region file: each refusal in its own words") {
  const std::string fix =
      "\n  fix    zeroth inspect data.region-hdf5 tells what the file must hold";
  std::string said = said_of("f['feature_maps'] = numpy.ones((2, 3, 2, 2), 'f4')");
  if (skipped(said)) return;
  CHECK(said ==
        "error: the data set \"feature_map\" is missing; did you mean \"feature_maps\"?\n"
        "  where  f.hdf5\n  why    the file has: feature_maps\n"
        "  fix    give the right file in data.params");
  CHECK(said_of("f['feature_map'] = numpy.ones((2, 3, 4), 'f4')") ==
        "error: cannot use the data set \"feature_map\"\n  where  f.hdf5\n"
        "  why    it is float32 [2, 3, 4], not numbers [N, M, H, W]" +
            fix);
  CHECK(said_of("f['feature_map'] = ['a']") ==
        "error: cannot use the data set \"feature_map\"\n  where  f.hdf5\n"
        "  why    it is text [1], not numbers [N, M, H, W]" +
            fix);
  CHECK(said_of("f.create_dataset('feature_map', (2, 200000, 20, 20), 'f4', compression='gzip',"
                " chunks=(2, 200000, 20, 20))") ==
        "error: the chunks of \"feature_map\" are too large\n  where  f.hdf5\n"
        "  why    each holds 610 MB, which is unpacked as a whole; 512 MB is the limit\n"
        "  fix    h5repack -f feature_map:NONE -l feature_map:CONTI f.hdf5 NEW.hdf5");
  CHECK(
      said_of(
          "f.create_dataset('feature_map', (2, 2**16, 2**8, 2**8), 'f4', chunks=(1, 1, 8, 8))") ==
      "error: cannot use the data set \"feature_map\"\n  where  f.hdf5\n"
      "  why    it is float32 [2, 65536, 256, 256], and 268435456 numbers an image are the limit");
  CHECK(said_of("f.create_group('feature_map')").find("cannot open the data set") !=
        std::string::npos);
}

TEST_CASE("hdf5: files that are none, and cut short at every place") {
  const Folder folder;
  CHECK(message_of([&] { Hdf5File(folder / "none.hdf5"); }).find("error: a data file is missing") ==
        0);
  const std::string text = folder.write("text.hdf5", "this is no HDF5 file");
  CHECK(message_of([&] { Hdf5File{text}; }).find("why    it is not one: HDF5 says: ") !=
        std::string::npos);
  if (!python(folder, "h5py, numpy", kLayouts)) return;
  for (const char* name : {"plain", "gzip"}) {
    const auto whole = std::filesystem::file_size(folder / name);
    for (const auto size : {std::uintmax_t{0}, std::uintmax_t{50}, whole / 2, whole - 1}) {
      CAPTURE(size);
      std::filesystem::copy_file(folder / name, folder / "cut",
                                 std::filesystem::copy_options::overwrite_existing);
      std::filesystem::resize_file(folder / "cut", size);
      CHECK(exit_of([&] { Hdf5File(folder / "cut"); }) == Exit::bad_data);
      const std::string said = message_of([&] { Hdf5File(folder / "cut"); });
      CHECK(said.find("cannot read an HDF5 file") != std::string::npos);
      if (size >= whole / 2) CHECK(said.find("truncated file: eof = ") != std::string::npos);
    }
  }
}

TEST_CASE("hdf5: numbers and texts of every type, and what they are not") {
  const Folder folder;
  if (!python(folder, "h5py, numpy", R"(
import h5py, numpy
with h5py.File("f.hdf5", "w") as f:
    for kind in ("i1", "u2", "i4", "i8", ">i8", "u8"):
        f[kind] = numpy.array([3, 1, 2], kind)
    for kind in ("f2", "f4", "f8", ">f8"):
        f["m" + kind] = numpy.arange(6).reshape(2, 3).astype(kind)
    f["fixed"] = numpy.array([b"antelope", b"ox"])
    f["varying"] = ["antelope", "ox"]
)"))
    return;
  const Hdf5File file(folder / "f.hdf5");
  for (const char* name : {"i1", "u2", "i4", "i8", ">i8", "u8"}) {
    CHECK(file.integers(name) == std::vector<std::int64_t>{3, 1, 2});
  }
  for (const char* name : {"mf2", "mf4", "mf8", "m>f8"}) {
    const Matrix matrix = file.matrix(name, "[C, K]");
    CHECK(matrix.rows() == 2);
    CHECK(matrix.row(1)[2] == 5.0f);
  }
  for (const char* name : {"fixed", "varying"}) {
    CHECK(file.texts(name) == std::vector<std::string>{"antelope", "ox"});
  }
  const auto why = [&](auto&& read_it) {
    const std::string said = message_of(read_it);
    const auto begin = said.find("why    ");
    return said.substr(begin + 7, said.find('\n', begin) - begin - 7);
  };
  CHECK(why([&] { file.integers("mf4"); }) == "it is float32 [2, 3], not whole numbers [n]");
  CHECK(why([&] { file.integers("fixed"); }) == "it is text [2], not whole numbers [n]");
  CHECK(why([&] { file.matrix("i4", "[C, K]"); }) == "it is int32 [3], not numbers [C, K]");
  CHECK(why([&] { file.texts("i4"); }) == "it is int32 [3], not texts [n]");
}

TEST_CASE("hdf5: one column, whole floats, texts however they are padded") {
  const Folder folder;
  if (!python(folder, "h5py, numpy", R"(
import h5py, numpy
with h5py.File("f.hdf5", "w") as f:
    rows = numpy.array([3, 1, 2])
    for kind in ("f2", "f4", "f8", ">f8", "i8", ">u2"):
        f["flat" + kind] = rows.astype(kind)
        f["column" + kind] = rows.astype(kind)[:, None]
        f["row" + kind] = rows.astype(kind)[None]
    f["mask"] = numpy.array([True, False])
    f["half"] = numpy.array([1, 2.5, 3])
    f["large"] = numpy.array([1, 2**63], "u8")
    names = ["antelope", "ox", ""]
    f["fixed"] = numpy.array(names, "S20")[:, None]
    f["spaces"] = numpy.array([one.ljust(20) for one in names], "S20")
    for name, padding in (("term", h5py.h5t.STR_NULLTERM), ("space", h5py.h5t.STR_SPACEPAD)):
        kind = h5py.h5t.C_S1.copy()
        kind.set_size(12)
        kind.set_strpad(padding)
        space = h5py.h5s.create_simple((3,))
        data = h5py.h5d.create(f.id, name.encode(), kind, space)
        data.write(space, space, numpy.array(names, "S12"))
    f["varying"] = numpy.array(names, object)[:, None]
    f.create_dataset("packed", data=numpy.array(names, object), compression="gzip")
)"))
    return;
  const Hdf5File file(folder / "f.hdf5");
  for (const char* kind : {"f2", "f4", "f8", ">f8", "i8", ">u2"}) {
    for (const char* shape : {"flat", "column", "row"}) {
      CHECK(file.integers(shape + std::string(kind)) == std::vector<std::int64_t>{3, 1, 2});
    }
  }
  CHECK(file.integers("mask") == std::vector<std::int64_t>{1, 0});
  for (const char* name : {"fixed", "spaces", "term", "space", "varying", "packed"}) {
    CAPTURE(name);
    CHECK(file.texts(name) == std::vector<std::string>{"antelope", "ox", ""});
  }
  CHECK(message_of([&] { file.integers("half"); }) ==
        "error: cannot use the data set \"half\"\n  where  " + (folder / "f.hdf5").string() +
            "\n  why    2.5 in row 1 (counted from 0) is no whole number\n  fix    write whole "
            "numbers");
  CHECK(message_of([&] { file.integers("large"); }).find("9223372036854775808 in row 1") !=
        std::string::npos);
}

TEST_CASE("hdf5: nothing outside of the file is read") {
  const Folder folder;
  if (!python(folder, "h5py, numpy", R"(
import h5py, numpy
with h5py.File("other.hdf5", "w") as f:
    f["labels"] = numpy.arange(4)
numpy.arange(4).tofile("raw.bin")
with h5py.File("f.hdf5", "w") as f:
    f["own"] = numpy.arange(4)
    f["alias"] = h5py.SoftLink("/own")
    f["link"] = h5py.ExternalLink("other.hdf5", "/labels")
    f["group"] = h5py.ExternalLink("other.hdf5", "/")
    f["through"] = h5py.SoftLink("/group/labels")
    f["twice"] = h5py.SoftLink("/through")
    f.create_dataset("raw", (4,), "i8", external=[("raw.bin", 0, 32)])
    layout = h5py.VirtualLayout((4,), "i8")
    layout[:] = h5py.VirtualSource("other.hdf5", "labels", (4,))
    f.create_virtual_dataset("virtual", layout)
)"))
    return;
  const Hdf5File file(folder / "f.hdf5");
  CHECK(file.integers("alias") == std::vector<std::int64_t>{0, 1, 2, 3});
  const auto said = [&](const char* name, const std::string& why) {
    CAPTURE(name);
    CHECK(message_of([&] { file.integers(name); }) ==
          "error: cannot open the data set \"" + std::string(name) + "\"\n  where  " +
              (folder / "f.hdf5").string() + "\n  why    " + why +
              "\n  fix    write its values into this file, as with h5py");
  };
  for (const char* name : {"link", "through", "twice"}) {
    said(name, "it is a link to another file, other.hdf5, which is not followed");
  }
  said("raw", "its values lie in another file, raw.bin, which is not read");
  said("virtual", "it is a virtual data set: its values lie in other files, which are not read");
}

TEST_CASE("hdf5: sizes that cannot be are refused before anything is allocated") {
  const Folder folder;
  if (!python(folder, "h5py, numpy", R"(
import h5py, numpy
with h5py.File("f.hdf5", "w") as f:
    f.create_dataset("names", (2**28,), "S1000", chunks=(2**10,))
    f.create_dataset("varying", (2**27,), h5py.string_dtype(), chunks=(2**10,))
    f.create_dataset("labels", (2**27,), "i8", chunks=(2**10,))
    f.create_dataset("att", (2**14, 2**14), "f4", chunks=(2**5, 2**5), compression="gzip")
    f.create_dataset("more", (2**40,), "i8", chunks=(2**10,))
    f.create_dataset("few", (1000,), "S1000000", chunks=(1,))
    f.create_dataset("chunk", (8, 8), "f4", chunks=(2**14, 2**15), maxshape=(None, None), compression="gzip")
    text = f.create_dataset("same", (2**10,), h5py.string_dtype())
    text[0] = "x" * 2**19
    place = text.id.get_offset()
with open("f.hdf5", "r+b") as file:  # every text is the first
    file.seek(place)
    first = file.read(16)
    file.seek(place)
    file.write(first * 2**10)
)"))
    return;
  const Hdf5File file(folder / "f.hdf5");
  const auto why = [&](auto&& read_it) {
    const std::string said = message_of(read_it);
    const auto begin = said.find("why    ");
    return said.substr(begin + 7, said.find('\n', begin) - begin - 7);
  };
  CHECK(why([&] { file.texts("names"); }) ==
        "it is text [268435456], and 16777216 texts are the limit");
  CHECK(why([&] { file.texts("varying"); }) ==
        "it is text [134217728], and 16777216 texts are the limit");
  CHECK(why([&] { file.integers("labels"); }) ==
        "it claims to be int64 [134217728], more than the file can hold");
  CHECK(why([&] { file.matrix("att", "[C, K]"); }) ==
        "it claims to be float32 [16384, 16384], more than the file can hold");
  CHECK(why([&] { file.integers("more"); }) ==
        "it is int64 [1099511627776], and 268435456 numbers are the limit");
  CHECK(why([&] { file.texts("few"); }) ==
        "it claims 1000 texts of 1000000 bytes, 256 MB of text are the limit");
  CHECK(why([&] { file.matrix("chunk", "[C, K]"); }) ==
        "its chunks hold 2048 MB, 512 MB is the limit");
  CHECK(why([&] { file.texts("same"); }) == "its texts are longer than 256 MB together");
}
