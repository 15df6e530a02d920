import { z } from "zod";

const text = z.string().max(500).nullable();
const figure = z.number().nullable();

/** What a file says of its photo, read and bounded. Null is "it does not say", or says nothing that can be. */
export const photoFactsSchema = z.object({
  title: text,
  caption: text,
  /** They become tags. */
  keywords: z.array(z.string().max(64)).max(50),
  takenLocal: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/)
    .nullable(),
  takenOffsetMin: z.number().int().min(-900).max(900).nullable(),
  cameraMake: text,
  cameraModel: text,
  lensModel: text,
  focalLengthMm: figure,
  focalLength35mm: figure,
  fNumber: figure,
  exposureTimeS: figure,
  exposureBiasEv: figure,
  iso: z.number().int().nullable(),
  exposureProgram: z.number().int().nullable(),
  meteringMode: z.number().int().nullable(),
  whiteBalance: z.number().int().nullable(),
  flashFired: z.boolean().nullable(),
  rating: z.number().int().min(0).max(5).nullable(),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  altitudeM: figure,
});

export type PhotoFacts = z.infer<typeof photoFactsSchema>;
