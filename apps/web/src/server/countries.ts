import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FeatureCollection, MultiPolygon, Polygon } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { z } from "zod";

export type Countries = FeatureCollection<Polygon | MultiPolygon, { name: string }>;

const decimals = 100;

const atlas = z.custom<Topology<{ countries: GeometryCollection<{ name: string }> }>>(
  (value) => z.object({ objects: z.object({ countries: z.unknown() }) }).safeParse(value).success,
);

/** The world's countries as GeoJSON, coarse enough for a map of it all. Read from a package, not from the network. */
export async function readCountries(): Promise<Countries> {
  const path = fileURLToPath(import.meta.resolve("world-atlas/countries-110m.json"));
  const topology = atlas.parse(JSON.parse(await readFile(path, "utf8")));
  const { features } = feature(topology, topology.objects.countries);
  return {
    type: "FeatureCollection",
    features: features.flatMap(({ geometry, properties }) => {
      const isArea = geometry.type === "Polygon" || geometry.type === "MultiPolygon";
      if (!isArea) return [];
      return [
        { type: "Feature", properties: { name: properties.name }, geometry: coarse(geometry) },
      ];
    }),
  };
}

function coarse<Area extends Polygon | MultiPolygon>(area: Area): Area {
  const text = JSON.stringify(area, (_key, value: unknown) =>
    typeof value === "number" ? Math.round(value * decimals) / decimals : value,
  );
  // Rounding changes no shape of it.
  return JSON.parse(text) as Area;
}
