import type { Inputs } from "../data/router-types.ts";
import { paths } from "../paths.ts";

type ListInput = Inputs["gallery"]["images"]["list"];
export type Matching = Omit<ListInput, "limit" | "cursor" | "direction">;

const states = ["draft", "published", "processing", "needs-conversion", "failed"] as const;
type PhotoState = (typeof states)[number];

/** Which photos are shown, as the address says it. */
export interface PhotoFilter {
  readonly state: PhotoState | undefined;
  readonly albumId: string | undefined;
  readonly tagId: string | undefined;
  readonly camera: string | undefined;
  readonly lens: string | undefined;
  readonly words: string | undefined;
}

/** What an address or a server's record of one gives; the first of several counts. */
export type Parameters = (name: string) => string | null | undefined;

/** An address that says what no filter knows narrows nothing by it. */
export function readPhotoFilter(parameter: Parameters): PhotoFilter {
  const text = (name: string) => parameter(name)?.trim().slice(0, 200) || undefined;
  const said = text("state");
  return {
    state: states.find((state) => state === said),
    ...{ albumId: text("album"), tagId: text("tag") },
    ...{ camera: text("camera"), lens: text("lens"), words: text("words") },
  };
}

export function photoAddress({ albumId, tagId, ...rest }: PhotoFilter): string {
  return paths.gallery({ ...rest, album: albumId, tag: tagId });
}

export function matchingOf(filter: PhotoFilter): Matching {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

export function isEverything(filter: PhotoFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}
