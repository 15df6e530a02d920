"use client";

import { useEffect, useRef } from "react";
import type { DrawnMap } from "./draw-map.ts";
import type { NamedPlace } from "./places-map.tsx";

export interface WorldMapProps {
  places: readonly NamedPlace[];
  styleUrl: string | null;
  chosen: number | null;
  onChoose: (index: number) => void;
  /** This browser draws no map, or its code did not come. */
  onUnable: () => void;
}

/** The map itself. What it says the list beside it says as well, so it is nothing to those who cannot see it. */
export function WorldMap({ places, styleUrl, chosen, onChoose, onUnable }: WorldMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<DrawnMap | null>(null);
  const tell = useRef({ onChoose, onUnable });
  useEffect(() => {
    tell.current = { onChoose, onUnable };
  });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const stop = new AbortController();
    void import("./draw-map.ts")
      .then(async ({ drawMap }) => {
        const onChosen = (index: number) => tell.current.onChoose(index);
        const drawn = await drawMap(element, { places, styleUrl, onChosen });
        if (stop.signal.aborted) drawn.remove();
        else map.current = drawn;
      })
      .catch(() => tell.current.onUnable());
    return () => {
      stop.abort();
      map.current?.remove();
      map.current = null;
    };
  }, [places, styleUrl]);
  useEffect(() => {
    const place = chosen === null ? undefined : places[chosen];
    if (place !== undefined) map.current?.show(place);
  }, [chosen, places]);
  return <div ref={box} className="world-map" data-testid="world-map" />;
}
