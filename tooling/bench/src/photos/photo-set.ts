import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRealPhotos } from "@homeport/fleet";
import sharp from "sharp";

/** Photos as large as cameras take them, which take long to make: they are kept from run to run. */
export interface PhotoSet {
  /** The paths of the photos of this round, two of 24 and one of 12 million pixels; those of another round are others. */
  ofRound(round: number): Promise<string[]>;
}

const sizes = [
  { width: 6_000, height: 4_000, orientation: 1 },
  { width: 6_000, height: 4_000, orientation: 6 },
  { width: 4_000, height: 3_000, orientation: 1 },
] as const;
/** Of the version of how they are made. */
const folder = fileURLToPath(new URL("../../node_modules/.cache/photos-1/", import.meta.url));
const sigma = 6;
const quality = 91;

export function openPhotoSet(): PhotoSet {
  mkdirSync(folder, { recursive: true });
  return {
    async ofRound(round) {
      const paths: string[] = [];
      for (const at of sizes.keys()) paths.push(await findOrMake(round * sizes.length + at));
      return paths;
    },
  };
}

async function findOrMake(number: number): Promise<string> {
  const path = join(folder, `${number}.jpg`);
  if (existsSync(path)) return path;
  const { width, height, orientation } = sizes[number % sizes.length] ?? sizes[0];
  const { bytes } = largestOf(readRealPhotos());
  const raw = await sharp(bytes)
    .resize(width, height, { fit: "cover" })
    .modulate({ hue: (number * 37) % 360 })
    .removeAlpha()
    .raw()
    .toBuffer();
  addNoise(raw, number);
  await sharp(raw, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: "4:2:0" })
    .withExif({
      IFD3: {
        GPSLatitudeRef: "S",
        GPSLatitude: "33/1 51/1 36/1",
        GPSLongitudeRef: "W",
        GPSLongitude: "70/1 30/1 0/1",
      },
    })
    .withMetadata({ orientation })
    .toFile(`${path}.new`);
  renameSync(`${path}.new`, path);
  return path;
}

function largestOf<T extends { readonly bytes: Uint8Array }>(photos: readonly T[]): T {
  const [first, ...rest] = photos;
  if (first === undefined) throw new Error("There is no photo to enlarge");
  return rest.reduce((most, each) => (each.bytes.length > most.bytes.length ? each : most), first);
}

/** What an enlarged photo lacks and a sensor has. The same number always gives the same noise. */
function addNoise(raw: Buffer, seed: number): void {
  const grain = new Int8Array(65_536);
  let state = seed * 7_919 + 17;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (const at of grain.keys()) {
    const [one, other] = [Math.max(next(), 1e-9), next()];
    grain[at] = Math.round(sigma * Math.sqrt(-2 * Math.log(one)) * Math.cos(2 * Math.PI * other));
  }
  let walk = seed;
  for (let at = 0; at < raw.length; at += 1) {
    walk = (Math.imul(walk, 1_664_525) + 1_013_904_223) | 0;
    const value = (raw[at] ?? 0) + (grain[walk >>> 16] ?? 0);
    raw[at] = Math.max(0, Math.min(255, value));
  }
}
