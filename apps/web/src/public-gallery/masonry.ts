/** How many columns there may be, and from which width of the field on, in px. Beside it in the style sheet. */
export const columnSteps = [
  { columns: 1, fromPx: 0 },
  { columns: 2, fromPx: 480 },
  { columns: 3, fromPx: 860 },
  { columns: 4, fromPx: 1_240 },
  { columns: 5, fromPx: 1_800 },
] as const;

export const gapPx = 8;

/** Where a box lies: which column, how many column widths of photos are above it, and how many gaps. */
export interface Cell {
  readonly column: number;
  readonly above: number;
  readonly gaps: number;
}

export interface Masonry {
  readonly cells: readonly Cell[];
  /** Of the longest column, in the same measures. */
  readonly height: Pick<Cell, "above" | "gaps">;
}

/**
 * Puts boxes into columns of one width, each into the shortest so far: so they lie about as they come, and reading order
 * is the order of the page. `ratios` are height by width. No width is needed: the browser multiplies.
 */
export function layMasonry(ratios: readonly number[], columns: number): Masonry {
  const heights = Array.from({ length: columns }, () => ({ above: 0, gaps: 0 }));
  const cells = ratios.map((ratio): Cell => {
    const column = shortest(heights);
    const { above, gaps } = heights[column] ?? { above: 0, gaps: 0 };
    heights[column] = { above: above + ratio, gaps: gaps + 1 };
    return { column, above: rounded(above), gaps };
  });
  const longest = heights.reduce((most, each) => (each.above > most.above ? each : most));
  return {
    cells,
    height: { above: rounded(longest.above), gaps: Math.max(0, longest.gaps - 1) },
  };
}

/** What a gap adds is too little to be seen in a column's width. */
const gapShare = 0.03;

function shortest(heights: readonly { above: number; gaps: number }[]): number {
  const weigh = ({ above, gaps }: { above: number; gaps: number }) => above + gaps * gapShare;
  return heights.reduce(
    (best, each, index) => (weigh(each) + 1e-6 < weigh(heights[best] ?? each) ? index : best),
    0,
  );
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** The columns of a field of this width. */
export function columnsAt(widthPx: number): number {
  return columnSteps.findLast(({ fromPx }) => widthPx >= fromPx)?.columns ?? 1;
}

/** From where to where a box lies in a field of this width, in px. */
export function spanOf(
  cell: Cell,
  ratio: number,
  widthPx: number,
): { top: number; bottom: number } {
  const columns = columnsAt(widthPx);
  const columnPx = (widthPx - (columns - 1) * gapPx) / columns;
  const top = cell.above * columnPx + cell.gaps * gapPx;
  return { top, bottom: top + ratio * columnPx };
}
