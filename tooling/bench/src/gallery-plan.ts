import type { BenchCase } from "./bench-case.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { dueRows } from "./cases/due-rows.ts";
import { firstThumbnail } from "./cases/first-thumbnail.ts";
import { killStorm } from "./cases/kill-storm.ts";
import { mediaAnswers } from "./cases/media-answers.ts";
import { pageQueries } from "./cases/page-queries.ts";
import { photoMemory } from "./cases/photo-memory.ts";
import { photos } from "./cases/photos.ts";
import { receiving } from "./cases/receiving.ts";
import { unchangedPush } from "./cases/unchanged-push.ts";
import { workers } from "./cases/workers.ts";
import { decoderChild } from "./contenders/decoder-child.ts";
import { sharpClones, sharpProcesses } from "./contenders/sharp-recipes.ts";
import { vipsThumbnail } from "./contenders/vipsthumbnail.ts";
import { wholeWay } from "./contenders/whole-way.ts";
import { openPhotoSet } from "./photos/photo-set.ts";
import { openGalleryWeb } from "./product/gallery-web.ts";
import { galleryGoals } from "./report/gallery-goals.ts";
import { shared } from "./shared.ts";
import type { Site } from "./site.ts";

/** What is made of photos, beside other ways to make the same. */
export const galleryPlan: BenchPlan = {
  name: "gallery",
  does: "what is made of photos: CPU, bytes, memory and waiting, beside other ways to make it",
  usual: { rounds: 5, seconds: 1 },
  goals: galleryGoals,
  listCases,
};

function listCases(site: Site): readonly BenchCase[] {
  const set = openPhotoSet();
  const web = shared(() => openGalleryWeb(site));
  return [
    photos(
      {
        ...{ name: "webp-renditions", title: "five WebP renditions a photo" },
        contenders: [
          decoderChild(site.stage, "decoder-webp", ["ingest", "ladder"]),
          wholeWay(site, "whole-way"),
          vipsThumbnail("vipsthumbnail"),
          sharpProcesses("sharp-processes"),
        ],
      },
      set,
    ),
    photos(
      {
        ...{ name: "all-renditions", title: "all WebP and AVIF renditions a photo" },
        contenders: [
          decoderChild(site.stage, "decoder", ["ingest", "ladder", "avif"]),
          sharpClones(site.stage, "naive-clones", "naive"),
          sharpClones(site.stage, "sixteen-clones", "sixteen"),
        ],
      },
      set,
    ),
    photoMemory(site, set),
    firstThumbnail(site, set),
    dueRows(site),
    pageQueries(site),
    workers(site, set),
    killStorm(site, set),
    receiving(site, web),
    mediaAnswers(web),
    unchangedPush(site, web),
  ];
}
