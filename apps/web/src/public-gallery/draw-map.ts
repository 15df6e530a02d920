import {
  type ExpressionSpecification,
  type GeoJSONSource,
  Map as MapLibre,
  NavigationControl,
  type StyleSpecification,
  setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import { mounts } from "../paths.ts";
import type { NamedPlace } from "./places-map.tsx";
import { countriesPath } from "./read-land.ts";

export interface DrawnMap {
  /** Goes to a place. */
  show(place: { latitude: number; longitude: number }): void;
  remove(): void;
}

export interface MapInput {
  places: readonly NamedPlace[];
  /** Null draws our own outlines. */
  styleUrl: string | null;
  onChosen: (index: number) => void;
}

const closeZoom = 6;
const numberPrefix = "photos-";

/**
 * A map of places and how many photos each has. Ours fetches nothing from anybody: land and borders come from this server,
 * and the numbers are pictures that are drawn here, so that no font or sprite is asked for. Throws where there is no WebGL.
 */
export async function drawMap(element: HTMLElement, input: MapInput): Promise<DrawnMap> {
  setWorkerUrl(new URL(`${mounts.map}worker.mjs`, window.location.href).href);
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new MapLibre({
    container: element,
    style: input.styleUrl ?? ownStyle(element),
    bounds: boundsOf(input.places),
    fitBoundsOptions: { padding: 60, maxZoom: 5 },
    minZoom: 0,
    maxZoom: input.styleUrl === null ? 8 : 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    ...(isCalm ? { fadeDuration: 0 } : {}),
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", "Map of places");
  map.on("styleimagemissing", ({ id }: { id: string }) => addNumber(map, id));
  await map.once("load");
  addPlaces(map, input);
  return {
    show({ latitude, longitude }) {
      const to = { center: [longitude, latitude] as [number, number], zoom: closeZoom };
      if (isCalm) map.jumpTo(to);
      else map.flyTo(to);
    },
    remove: () => map.remove(),
  };
}

function ownStyle(element: HTMLElement): StyleSpecification {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  return {
    version: 8,
    sources: { countries: { type: "geojson", data: absolute(countriesPath) } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--map-sea") } },
      {
        ...{ id: "land", type: "fill", source: "countries" },
        paint: { "fill-color": colour("--map-land") },
      },
      {
        ...{ id: "borders", type: "line", source: "countries" },
        paint: { "line-color": colour("--map-border"), "line-width": 0.7 },
      },
    ],
  };
}

/** A worker resolves no path of this page. */
function absolute(path: string): string {
  return new URL(path, window.location.href).href;
}

function boundsOf(places: readonly NamedPlace[]): [number, number, number, number] {
  const [xs, ys] = [places.map((each) => each.longitude), places.map((each) => each.latitude)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function addPlaces(map: MapLibre, { places, onChosen }: MapInput): void {
  map.addSource("places", {
    type: "geojson",
    cluster: true,
    clusterRadius: 44,
    clusterProperties: { photos: ["+", ["get", "photos"]] },
    data: {
      type: "FeatureCollection",
      features: places.map(({ latitude, longitude, photos }, index) => ({
        type: "Feature",
        properties: { photos, index },
        geometry: { type: "Point", coordinates: [longitude, latitude] },
      })),
    },
  });
  const image: ExpressionSpecification = ["concat", numberPrefix, ["to-string", ["get", "photos"]]];
  map.addLayer({
    ...{ id: "places", type: "symbol", source: "places" },
    layout: { "icon-image": image, "icon-allow-overlap": true },
  });
  map.on("click", "places", ({ features }) => {
    const [feature] = features ?? [];
    if (feature?.geometry.type !== "Point") return;
    const { index, cluster_id: clusterId } = feature.properties;
    if (typeof index === "number") onChosen(index);
    else if (typeof clusterId === "number") void openCluster(map, clusterId, feature.geometry);
  });
  map.on("mouseenter", "places", () => map.getCanvas().style.setProperty("cursor", "pointer"));
  map.on("mouseleave", "places", () => map.getCanvas().style.removeProperty("cursor"));
}

async function openCluster(
  map: MapLibre,
  clusterId: number,
  at: { coordinates: number[] },
): Promise<void> {
  const source = map.getSource<GeoJSONSource>("places");
  const zoom = await source?.getClusterExpansionZoom(clusterId);
  const [longitude = 0, latitude = 0] = at.coordinates;
  map.easeTo({ center: [longitude, latitude], zoom: zoom ?? closeZoom });
}

const sharpness = 2;

/** A number in a disc, as large as there are photos. */
function addNumber(map: MapLibre, id: string): void {
  if (!id.startsWith(numberPrefix) || map.hasImage(id)) return;
  const photos = id.slice(numberPrefix.length);
  const side = (24 + 5 * photos.length) * sharpness;
  const canvas = new OffscreenCanvas(side, side);
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  const style = getComputedStyle(map.getContainer());
  pen.fillStyle = style.getPropertyValue("--map-mark");
  pen.beginPath();
  pen.arc(side / 2, side / 2, side / 2 - sharpness, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = style.getPropertyValue("--map-number");
  pen.font = `600 ${13 * sharpness}px ${style.fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(photos, side / 2, side / 2 + sharpness / 2);
  map.addImage(id, pen.getImageData(0, 0, side, side), { pixelRatio: sharpness });
}
