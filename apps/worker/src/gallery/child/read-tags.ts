import type { RawTags } from "@homeport/gallery/decode";
import { parse, sidecar } from "exifr/dist/full.esm.mjs";
import { shortenTags } from "./shorten-tags.ts";

const jpegMark = "Exif\0\0";

/** What is read: no thumbnail, maker's notes or colour profile, and nothing turned into dates of this process's zone. */
const options = {
  tiff: true,
  exif: true,
  gps: true,
  ifd1: false,
  interop: false,
  makerNote: false,
  userComment: false,
  xmp: false,
  iptc: false,
  icc: false,
  jfif: false,
  ihdr: false,
  mergeOutput: true,
  translateKeys: true,
  translateValues: false,
  reviveValues: false,
  sanitize: true,
} as const;

/** A file's blocks of metadata, as the decoder hands them out. */
export interface MetadataBlocks {
  readonly exif?: Buffer | undefined;
  readonly xmp?: Buffer | undefined;
  readonly iptc?: Buffer | undefined;
}

/** What says more of one photo than this is not written by a camera or a program for photos. */
const blockMostBytes = 1024 * 1024;

/** The tags of a file by their names: of EXIF all, of XMP and IPTC those that people write. */
export async function readTags({ exif, xmp, iptc }: MetadataBlocks): Promise<RawTags> {
  return { ...(await readExif(exif)), ...(await readIptc(iptc)), ...(await readXmp(xmp)) };
}

/** As JPEG, WebP and AVIF carry it, or PNG and HEIC; none of a block that cannot be read. */
async function readExif(block: Buffer | undefined): Promise<RawTags> {
  if (block === undefined) return {};
  const isMarked = block.toString("latin1", 0, jpegMark.length) === jpegMark;
  const tags = isMarked ? block.subarray(jpegMark.length) : block;
  return await orNone(() => parse(shortenTags(tags), options));
}

const xmpTags = ["title", "description", "subject"] as const;

async function readXmp(block: Buffer | undefined): Promise<RawTags> {
  if (block === undefined || block.length > blockMostBytes) return {};
  const said = await orNone(() => sidecar(block, { xmp: true, mergeOutput: false }, "xmp"));
  const [core, basic] = [Object(said["dc"]), Object(said["xmp"])];
  const found = xmpTags.map((name) => [name, Reflect.get(core, name)]);
  return withoutNothing([...found, ["Rating", Reflect.get(basic, "Rating")]]);
}

const iptcTags = ["ObjectName", "Headline", "Caption", "Keywords"] as const;
/** Data set 1:90 with the escape that says UTF-8; without it texts are Latin-1. */
const utf8Mark = Buffer.from([0x1c, 0x01, 0x5a, 0x00, 0x03, 0x1b, 0x25, 0x47]);

async function readIptc(block: Buffer | undefined): Promise<RawTags> {
  if (block === undefined || block.length > blockMostBytes) return {};
  const said = await orNone(() => sidecar(block, { iptc: true }, "iptc"));
  const isUtf8 = block.includes(utf8Mark);
  return withoutNothing(iptcTags.map((name) => [name, isUtf8 ? asUtf8(said[name]) : said[name]]));
}

/** The parser takes every byte for a letter. */
function asUtf8(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asUtf8);
  return typeof value === "string" ? Buffer.from(value, "latin1").toString("utf8") : value;
}

function withoutNothing(entries: readonly (readonly unknown[])[]): RawTags {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A broken block is common, and says nothing of the pixels. */
async function orNone(read: () => Promise<object | undefined>): Promise<RawTags> {
  try {
    return Object.fromEntries(Object.entries((await read()) ?? {}));
  } catch {
    return {};
  }
}
