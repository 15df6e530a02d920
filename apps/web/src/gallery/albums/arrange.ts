/** Where a photo goes: behind another one, or to the beginning. */
export interface Place {
  afterId: string | null;
}

/** One place towards the beginning or the end; null where it stands at that end. */
export function stepPhoto(ids: readonly string[], imageId: string, step: -1 | 1): Place | null {
  const at = ids.indexOf(imageId);
  const to = at + step;
  if (at < 0 || to < 0 || to >= ids.length) return null;
  const others = ids.filter((id) => id !== imageId);
  return { afterId: others[to - 1] ?? null };
}

/** The order after a move; what is not there changes nothing. */
export function arranged<T extends { imageId: string }>(
  items: readonly T[],
  imageId: string,
  { afterId }: Place,
): T[] {
  const moved = items.find((item) => item.imageId === imageId);
  if (moved === undefined || afterId === imageId) return [...items];
  const others = items.filter((item) => item !== moved);
  const at = others.findIndex((item) => item.imageId === afterId);
  return others.toSpliced(afterId === null ? 0 : at + 1, 0, moved);
}
