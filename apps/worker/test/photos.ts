import sharp from "sharp";

export interface PhotoPlan {
  readonly width: number;
  readonly height: number;
  /** As a camera wrote it into the file: 6 is a quarter turn. */
  readonly orientation?: number;
  readonly progressive?: boolean;
}

/** What the EXIF of a test photo says, and no public byte may. */
export const cameraSecrets = ["SN-0042-SECRET", "Ada Lovelace", "Pocket 2"] as const;

/** A JPEG of a seeded scene whose EXIF has a place, a serial number and an owner. */
export async function makePhoto(plan: PhotoPlan): Promise<Buffer<ArrayBuffer>> {
  const { width, height } = plan;
  // Drawn small and enlarged: what is tested is the way of a photo, not its grain.
  const small = { width: 240, height: 160 };
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="160">
    <rect width="100%" height="60%" fill="#3f7fbf"/><rect y="60%" width="100%" height="40%" fill="#205070"/>
    <circle cx="48" cy="40" r="24" fill="#ffd070"/></svg>`;
  const noise = await sharp({
    create: {
      ...{ ...small, channels: 3, background: "#808080" },
      noise: { type: "gaussian", mean: 128, sigma: 12 },
    },
  })
    .png()
    .toBuffer();
  const drawn = await sharp(Buffer.from(scene))
    .composite([{ input: noise, blend: "soft-light" }])
    .png()
    .toBuffer();
  const jpeg = await sharp(drawn)
    .resize({ width, height, fit: "fill" })
    .jpeg({ quality: 90, progressive: plan.progressive ?? false })
    .withExif({
      IFD0: {
        Make: "Harbour",
        Model: "Pocket 2",
        Artist: "Ada Lovelace",
        ImageDescription: "Morning at the pier",
      },
      IFD2: {
        DateTimeOriginal: "2025:05:04 10:11:12",
        OffsetTimeOriginal: "+05:45",
        FNumber: "28/10",
        ExposureTime: "1/250",
        ISOSpeedRatings: "200",
        BodySerialNumber: "SN-0042-SECRET",
      },
      IFD3: {
        GPSLatitudeRef: "S",
        GPSLatitude: "33/1 51/1 36/1",
        GPSLongitudeRef: "W",
        GPSLongitude: "70/1 30/1 0/1",
      },
    })
    .withMetadata({ orientation: plan.orientation ?? 1 })
    .toBuffer();
  return Buffer.from(jpeg);
}
