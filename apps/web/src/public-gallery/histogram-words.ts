const binCount = 64;

export interface HistogramView {
  readonly red: readonly number[];
  readonly green: readonly number[];
  readonly blue: readonly number[];
  readonly luminance: readonly number[];
}

/** 64 bins each of red, green, blue and luminance, 0 to 255 relative to the highest; null for anything else. */
export function readHistogram(base64: string): HistogramView | null {
  const bytes = Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  if (bytes.length !== 4 * binCount) return null;
  const part = (at: number) => bytes.slice(at * binCount, (at + 1) * binCount);
  return { red: part(0), green: part(1), blue: part(2), luminance: part(3) };
}

/** What the curve shows, for who does not see it: "Mostly mid-tones, with deep shadows." */
export function describeHistogram({ luminance }: HistogramView): string {
  const total = luminance.reduce((sum, each) => sum + each, 0);
  if (total === 0) return "No tones are known.";
  const share = (from: number, to: number) =>
    luminance.slice(from, to).reduce((sum, each) => sum + each, 0) / total;
  const [dark, middle, bright] = [share(0, 21), share(21, 43), share(43, binCount)];
  const notes = [
    share(0, 2) > 0.08 ? "deep shadows" : null,
    share(binCount - 2, binCount) > 0.08 ? "bright highlights" : null,
  ].filter((note) => note !== null);
  const kind = kindOf(dark, middle, bright);
  return notes.length === 0 ? `${kind}.` : `${kind}, with ${notes.join(" and ")}.`;
}

function kindOf(dark: number, middle: number, bright: number): string {
  if (dark > 0.55) return "Mostly dark tones";
  if (bright > 0.55) return "Mostly bright tones";
  if (middle > 0.55) return "Mostly mid-tones";
  return dark > 0.3 && bright > 0.3
    ? "High contrast, dark and bright"
    : "Tones from dark to bright";
}
