/** Which photos are chosen, in the order of the page, and from where a range is drawn. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly anchor: string | null;
  /** All that match the filter, also those that are not loaded. */
  readonly isAll: boolean;
}

export const noSelection: Selection = { chosen: new Set(), anchor: null, isAll: false };

/** Chooses one, or gives it up; from here a range begins. */
export function toggle({ chosen }: Selection, imageId: string): Selection {
  const next = new Set(chosen);
  if (!next.delete(imageId)) next.add(imageId);
  return { chosen: next, anchor: imageId, isAll: false };
}

/** Chooses everything from the last one that was pressed to this one; what was chosen before stays. */
export function extend(selection: Selection, ids: readonly string[], imageId: string): Selection {
  const from = ids.indexOf(selection.anchor ?? imageId);
  const to = ids.indexOf(imageId);
  if (from < 0 || to < 0) return toggle(selection, imageId);
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  const anchor = selection.anchor ?? imageId;
  return { chosen: new Set([...selection.chosen, ...range]), anchor, isAll: false };
}

export function chooseLoaded(ids: readonly string[]): Selection {
  return { chosen: new Set(ids), anchor: ids[0] ?? null, isAll: false };
}

/** Where the arrow keys lead in rows of so many; null where the page ends. */
export function stepFrom(at: number, key: string, columns: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ...{ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns },
  };
  const step = steps[key];
  const next = step === undefined ? -1 : at + step;
  return next < 0 || next >= count ? null : next;
}
