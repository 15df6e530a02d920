import { atLeast, atMost, type FigureOf, type Goal, ratio } from "./goal.ts";

const everything = (figure: string): FigureOf => ["all-renditions", "decoder", figure];
const thumbnail = (contender: string): FigureOf => ["first-thumbnail", contender, "untilSeenMs"];

export const galleryGoals: readonly Goal[] = [
  ratio(
    "CPU of the WebP renditions",
    ["webp-renditions", "decoder-webp", "cpuMs"],
    "vipsthumbnail",
    atMost(0.75, 0.55),
  ),
  ratio(
    "the same through queue, storage and commit",
    ["webp-renditions", "whole-way", "cpuMs"],
    "vipsthumbnail",
    atMost(0.9, 0.65),
  ),
  ratio("CPU of all renditions", everything("cpuMs"), "naive-clones", atMost(0.35, 0.24)),
  ratio("their bytes", everything("photoBytes"), "naive-clones", atMost(1.15, 1.06)),
  {
    goal: "their likeness to the photo (SSIM)",
    ours: everything("ssim"),
    control: ["all-renditions", "naive-clones", "ssim"],
    by: "difference",
    ...atLeast(-0.005, -0.003),
  },
  ratio(
    "CPU of everything, beside 16 outputs",
    everything("cpuMs"),
    "sixteen-clones",
    atMost(0.3, 0.18),
  ),
  ratio(
    "first rendition, idle, p95",
    thumbnail("thumbnail-idle"),
    "vipsthumbnail-320",
    atMost(5, 2.5),
  ),
  ratio(
    "first rendition behind 1,000 photos, p95",
    thumbnail("thumbnail-behind-1000"),
    "vipsthumbnail-320",
    atMost(16, 7),
  ),
  ratio(
    "memory of a decoder over 24 photos",
    ["photo-memory", "decoder-memory", "largestBytes"],
    "vipsthumbnail-largest",
    atMost(5, 3.5),
  ),
  ratio(
    "Redis memory of 100,000 due rows",
    ["due-rows", "one-pass", "redisBytes"],
    "all-as-jobs",
    atMost(0.1, 0.1),
  ),
  ratio(
    "time of the pass that fills it",
    ["due-rows", "one-pass", "fillMs"],
    "all-as-jobs",
    atMost(0.2, 0.2),
  ),
  ratio(
    "a page of 100,000 photos beside one of 1,000",
    ["pages", "page-of-100000", "p50Ms"],
    "page-of-1000",
    atMost(2, 1.2),
  ),
  ratio(
    "its page 1,000 beside its first",
    ["pages", "page-1000", "p50Ms"],
    "page-of-100000",
    atMost(2, 1.2),
  ),
  ratio(
    "photos a second of two workers beside one",
    ["workers", "two-workers", "photosPerSecond"],
    "one-worker",
    atLeast(1.6, 1.85),
  ),
  ratio(
    "CPU of photos in a storm of kills",
    ["kill-storm", "struck", "cpuMs"],
    "undisturbed",
    atMost(1.3, 1.15),
  ),
  ratio(
    "CPU of a rendition's answer",
    ["media", "media-answer", "cpuUs"],
    "memory-route",
    atMost(2, 1.4),
  ),
  ratio(
    "CPU of receiving 300 MB, hashed",
    ["receiving", "uploads", "cpuSecondsPerGib"],
    "bare-tus",
    atMost(4, 2.5),
  ),
  ratio(
    "memory that receiving takes",
    ["receiving", "uploads", "grownBytes"],
    "bare-tus",
    atMost(2, 1),
  ),
  ratio(
    "CPU of a push of 2,000 unchanged photos",
    ["push", "unchanged-push", "commandMs"],
    "sha256sum",
    atMost(4, 2),
  ),
];
