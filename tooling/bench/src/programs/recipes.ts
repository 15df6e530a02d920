import sharp from "sharp";
import { announcePort, endOnSignal } from "./announce.ts";

interface Asked {
  readonly recipe: "naive" | "sixteen";
  readonly source: string;
  readonly folder: string;
}

interface Output {
  readonly edge: number;
  readonly format: "webp" | "avif";
  readonly quality: number;
  readonly effort: number;
}

const tiers = [320, 640, 1_080, 1_600, 2_560];
const widths = [320, 480, 640, 800, 1_080, 1_600, 2_048, 2_560];

const recipes: Readonly<Record<Asked["recipe"], readonly Output[]>> = {
  naive: [
    ...tiers.map((edge): Output => ({ edge, format: "webp", quality: 75, effort: 4 })),
    ...tiers.slice(1).map((edge): Output => ({ edge, format: "avif", quality: 50, effort: 2 })),
  ],
  sixteen: widths.flatMap((edge): Output[] => [
    { edge, format: "webp", quality: 72, effort: 4 },
    { edge, format: "avif", quality: 50, effort: 2 },
  ]),
};

/** As examples of sharp have it: one pipeline, and a clone of it for each output. */
async function make({ recipe, source, folder }: Asked) {
  const upright = sharp(source).autoOrient();
  const files = recipes[recipe].map(async ({ edge, format, quality, effort }) => {
    const path = `${folder}/${edge}.${format}`;
    await upright
      .clone()
      .resize({ width: edge, height: edge, fit: "inside", withoutEnlargement: true })
      .toFormat(format, { quality, effort })
      .toFile(path);
    return { path, edge, format };
  });
  return await Promise.all(files);
}

endOnSignal();
process.on("message", (asked: Asked) => {
  make(asked).then(
    (files) => process.send?.({ files }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
announcePort(0);
