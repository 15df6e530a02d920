"use client";

import { useEffect, useState } from "react";
import { readLand } from "./read-land.ts";

const widthDegrees = 36;
const heightDegrees = 18;

/** A place among the coasts around it, drawn here from our own outlines. */
export function PlaceSketch({ latitude, longitude }: { latitude: number; longitude: number }) {
  const [land, setLand] = useState("");
  useEffect(() => {
    let isWanted = true;
    readLand().then(
      (rings) => isWanted && setLand(rings.filter(isNear).map(drawRing).join("")),
      // Without outlines the dot and the words below it say as much.
      () => undefined,
    );
    function isNear(ring: readonly (readonly number[])[]): boolean {
      return ring.some(
        ([x = 0, y = 0]) =>
          Math.abs(x - longitude) < 2 * widthDegrees && Math.abs(y - latitude) < 2 * heightDegrees,
      );
    }
    return () => {
      isWanted = false;
    };
  }, [latitude, longitude]);
  // Degrees of longitude are narrower the farther from the equator.
  const squeeze = Math.max(0.2, Math.cos((latitude * Math.PI) / 180));
  const spread = widthDegrees / squeeze;
  return (
    <svg
      aria-hidden="true"
      className="place-sketch"
      viewBox={`${longitude - spread / 2} ${-latitude - heightDegrees / 2} ${spread} ${heightDegrees}`}
      preserveAspectRatio="none"
    >
      <path d={land} className="place-land" />
      <ellipse cx={longitude} cy={-latitude} rx={0.6 / squeeze} ry={0.6} className="place-dot" />
    </svg>
  );
}

function drawRing(ring: readonly (readonly number[])[]): string {
  return `M${ring.map(([x = 0, y = 0]) => `${x} ${-y}`).join("L")}Z`;
}
