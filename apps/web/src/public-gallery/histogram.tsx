import { describeHistogram, type HistogramView, readHistogram } from "./histogram-words.ts";

const width = 126;
const height = 48;

/** How many pixels are how bright, in each colour; the same in words. */
export function Histogram({ base64 }: { base64: string }) {
  const view = readHistogram(base64);
  if (view === null) return null;
  const words = describeHistogram(view);
  return (
    <figure className="m-0">
      <svg
        role="img"
        aria-label={`Histogram. ${words}`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="histogram"
      >
        {(["luminance", "red", "green", "blue"] as const).map((channel) => (
          <path key={channel} className={`histogram-${channel}`} d={areaOf(view[channel])} />
        ))}
      </svg>
      <figcaption className="mt-1.5 text-ink-3 text-xs">{words}</figcaption>
    </figure>
  );
}

function areaOf(bins: HistogramView["luminance"]): string {
  const step = width / (bins.length - 1);
  const points = bins.map((each, at) => {
    const y = height - (each / 255) * height;
    return `L${(at * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M0 ${height}${points.join("")}L${width} ${height}Z`;
}
