#include "host/data/region_world_file.h"

#include <zeroth/formats/region_file_writer.h>
#include <zeroth/formats/unit_rows.h>

namespace zeroth::host {

void write_region_world(const RegionWorld& world, const std::filesystem::path& file, bool gzip) {
  const MemoryRegions& regions = *world.features;
  formats::RegionFileWriter out(
      file, {regions.images(), regions.channels(), regions.height(), regions.width()}, gzip);
  out.write_images(0, regions.images(), regions.values().data());
  out.write("labels", world.labels);
  out.write("att", formats::unit_rows(world.attributes));
  out.write("original_att", world.attributes);
  out.write("w2v_att", world.word_vectors);
  out.write("trainval_loc", world.splits.trainval);
  out.write("test_seen_loc", world.splits.test_seen);
  out.write("test_unseen_loc", world.splits.test_unseen);
  out.write("planted", world.planted,
            {regions.images(), world.attributes.columns(), regions.height(), regions.width()});
  out.commit();
}

}  // namespace zeroth::host
