"use client";

import { type CSSProperties, useMemo, useRef } from "react";
import { type Cell, columnSteps, columnsAt, layMasonry, spanOf } from "./masonry.ts";
import { PhotoLink, type ShownPhotos } from "./photo-link.tsx";
import { useWindow } from "./use-window.ts";

/** Photos that may be seen before anybody scrolls. */
const firstCount = 4;
const sizes =
  "(min-width: 1860px) 20vw, (min-width: 1300px) 25vw, (min-width: 920px) 33vw, (min-width: 540px) 50vw, 100vw";

/**
 * Photos in columns. Each box is placed by the style sheet alone, for every number of columns at once, so the server places
 * it as the browser does; in the browser only those near the window are kept in the page.
 */
export function MasonryField({ photos, hasMore, hrefOf, onOpen }: ShownPhotos) {
  const field = useRef<HTMLUListElement>(null);
  const seen = useWindow(field);
  const laid = useMemo(() => {
    const ratios = photos.map(({ width, height }) => height / width);
    return {
      ratios,
      byColumns: columnSteps.map(({ columns }) => ({
        columns,
        ...layMasonry(ratios, columns),
      })),
    };
  }, [photos]);

  function isNear(index: number): boolean {
    if (seen === null) return true;
    const columns = columnsAt(seen.widthPx);
    const cell = laid.byColumns.find((each) => each.columns === columns)?.cells[index];
    if (cell === undefined) return true;
    const { top, bottom } = spanOf(cell, laid.ratios[index] ?? 1, seen.widthPx);
    return bottom >= seen.fromPx && top <= seen.toPx;
  }

  return (
    <div className="masonry">
      <ul
        ref={field}
        aria-label="Photos"
        className="masonry-field"
        style={fieldStyle(laid.byColumns)}
      >
        {photos.map((photo, index) =>
          isNear(index) || photo.imageId === seen?.heldId ? (
            <li
              key={photo.imageId}
              className="masonry-cell"
              aria-setsize={hasMore ? -1 : photos.length}
              aria-posinset={index + 1}
              style={cellStyle(laid.byColumns.map(({ columns, cells }) => [columns, cells[index]]))}
            >
              <PhotoLink
                photo={photo}
                href={hrefOf(photo)}
                sizes={sizes}
                isFirst={index < firstCount}
                onOpen={() => onOpen(index)}
              />
            </li>
          ) : null,
        )}
      </ul>
    </div>
  );
}

type Variables = Record<`--${string}`, number>;

function fieldStyle(
  byColumns: readonly { columns: number; height: { above: number; gaps: number } }[],
): CSSProperties {
  const style: Variables = {};
  for (const { columns, height } of byColumns) {
    style[`--y${columns}`] = height.above;
    style[`--n${columns}`] = height.gaps;
  }
  return style;
}

function cellStyle(cells: readonly (readonly [columns: number, cell: Cell | undefined])[]) {
  const style: Variables = {};
  for (const [columns, cell] of cells) {
    if (cell === undefined) continue;
    if (columns > 1) style[`--c${columns}`] = cell.column;
    style[`--y${columns}`] = cell.above;
    style[`--n${columns}`] = cell.gaps;
  }
  return style satisfies CSSProperties;
}
