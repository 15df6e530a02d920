import sharp from "sharp";

const block = 8;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

interface Grey {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Structural similarity of the luminance of two pictures, as the mean over blocks of 8 × 8 (Wang and others, 2004). */
export async function compareLuminance(path: string, original: string): Promise<number> {
  const made = await readGrey(path, null);
  return similarity(made, await readGrey(original, made));
}

async function readGrey(path: string, size: Pick<Grey, "width" | "height"> | null): Promise<Grey> {
  const upright = sharp(path).autoOrient();
  const sized =
    size === null
      ? upright
      : upright.resize({ width: size.width, height: size.height, fit: "fill" });
  const { data, info } = await sized.greyscale().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

export function similarity(one: Grey, other: Grey): number {
  let sum = 0;
  let blocks = 0;
  for (let top = 0; top + block <= one.height; top += block) {
    for (let left = 0; left + block <= one.width; left += block) {
      sum += similarityOf(one, other, top * one.width + left);
      blocks += 1;
    }
  }
  return sum / Math.max(1, blocks);
}

function similarityOf({ data: one, width }: Grey, { data: other }: Grey, from: number): number {
  const count = block * block;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let row = 0; row < block; row += 1) {
    for (let column = 0; column < block; column += 1) {
      const at = from + row * width + column;
      const [x, y] = [one[at] ?? 0, other[at] ?? 0];
      a += x;
      b += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }
  }
  const [meanA, meanB] = [a / count, b / count];
  const varianceA = aa / count - meanA ** 2;
  const varianceB = bb / count - meanB ** 2;
  const covariance = ab / count - meanA * meanB;
  const likeness = (2 * meanA * meanB + c1) * (2 * covariance + c2);
  return likeness / ((meanA ** 2 + meanB ** 2 + c1) * (varianceA + varianceB + c2));
}
