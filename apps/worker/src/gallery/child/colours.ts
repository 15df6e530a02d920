import type { Raw } from "./decode.ts";

const bins = 64;
const binShift = 2;

/** 64 bins each of red, green, blue and luminance, every channel relative to its highest bin. */
export function histogramOf(raw: Pick<Raw, "data" | "info">): Buffer {
  const counts = [0, 1, 2, 3].map(() => new Uint32Array(bins));
  eachPixel(raw, (red, green, blue) => {
    const luminance = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    for (const [index, value] of [red, green, blue, luminance].entries()) {
      const channel = counts[index];
      const bin = value >> binShift;
      if (channel !== undefined) channel[bin] = (channel[bin] ?? 0) + 1;
    }
  });
  return Buffer.concat(counts.map(relative));
}

function relative(counts: Uint32Array): Buffer {
  const highest = Math.max(1, ...counts);
  return Buffer.from(Array.from(counts, (count) => Math.round((count / highest) * 255)));
}

/** The mean of the colours that are most: of the fullest of 512 cells of the colour cube. */
export function dominantColorOf(raw: Pick<Raw, "data" | "info">): string {
  const cells = new Map<number, [count: number, red: number, green: number, blue: number]>();
  eachPixel(raw, (red, green, blue) => {
    const cell = ((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5);
    const [count, ...sums] = cells.get(cell) ?? [0, 0, 0, 0];
    cells.set(cell, [count + 1, sums[0] + red, sums[1] + green, sums[2] + blue]);
  });
  const [count, ...sums] = [...cells.values()].reduce(
    (most, each) => (each[0] > most[0] ? each : most),
    [0, 0, 0, 0],
  );
  const means = sums.map((sum) => Math.round(sum / Math.max(1, count)));
  return `#${means.map((mean) => mean.toString(16).padStart(2, "0")).join("")}`;
}

/** Grey photos have one channel, others three; transparency comes behind them. */
function eachPixel(
  { data, info }: Pick<Raw, "data" | "info">,
  look: (red: number, green: number, blue: number) => void,
): void {
  const isGrey = info.channels < 3;
  for (let at = 0; at + info.channels <= data.length; at += info.channels) {
    const first = data[at] ?? 0;
    look(first, isGrey ? first : (data[at + 1] ?? 0), isGrey ? first : (data[at + 2] ?? 0));
  }
}
