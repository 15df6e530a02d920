import { mounts } from "../paths.ts";

type Ring = readonly (readonly number[])[];

interface Country {
  readonly geometry:
    | { readonly type: "Polygon"; readonly coordinates: readonly Ring[] }
    | { readonly type: "MultiPolygon"; readonly coordinates: readonly (readonly Ring[])[] };
}

export const countriesPath = `${mounts.map}countries.json`;

let land: Promise<readonly Ring[]> | undefined;

/** Outlines of all countries, as longitude and latitude; fetched once, from here. */
export function readLand(): Promise<readonly Ring[]> {
  land ??= fetchLand().catch((error: unknown) => {
    land = undefined;
    throw error;
  });
  return land;
}

async function fetchLand(): Promise<readonly Ring[]> {
  const answer = await fetch(countriesPath);
  if (!answer.ok) throw new Error(`The outlines answered ${answer.status}`);
  const { features }: { features: readonly Country[] } = await answer.json();
  return features.flatMap(({ geometry }) =>
    geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat(),
  );
}
