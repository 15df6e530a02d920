"use client";

import { useState } from "react";
import { formatCount } from "../design/format.ts";
import { paths } from "../paths.ts";
import { placeWords } from "./photo-words.ts";
import type { PlaceView } from "./public-types.ts";
import { WorldMap } from "./world-map.tsx";

export type NamedPlace = PlaceView & { country: string | null };

export interface PlacesMapProps {
  slug: string;
  places: readonly NamedPlace[];
  styleUrl: string | null;
}

/** Where photos were taken: a map where the browser can draw one, and always a list beside it, which says the same. */
export function PlacesMap({ slug, places, styleUrl }: PlacesMapProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [isDrawn, setDrawn] = useState(true);
  return (
    <div className={isDrawn ? "places" : "places places-alone"}>
      {isDrawn && (
        <WorldMap
          places={places}
          styleUrl={styleUrl}
          chosen={chosen}
          onChoose={(index) => {
            setChosen(index);
            document.getElementById(`place-${index}`)?.scrollIntoView({ block: "nearest" });
          }}
          onUnable={() => setDrawn(false)}
        />
      )}
      <ol aria-label="Places" className="place-list">
        {places.map((place, index) => (
          <li
            key={`${place.latitude} ${place.longitude}`}
            id={`place-${index}`}
            aria-current={index === chosen ? "true" : undefined}
          >
            <h2>
              {isDrawn ? (
                <button type="button" onClick={() => setChosen(index)}>
                  {nameOf(place)}
                </button>
              ) : (
                nameOf(place)
              )}
            </h2>
            <p className="text-ink-3 text-sm">
              {place.country !== null && `${placeWords(place, 1)} · `}
              {formatCount(place.photos, "photo")}
            </p>
            <ul aria-label={`Photos, ${nameOf(place)}`} className="place-photos">
              {place.images.map(({ imageId, alt, thumb }) => (
                <li key={imageId}>
                  <a href={paths.publicImage(slug, imageId)}>
                    <img
                      src={thumb?.path}
                      alt={alt}
                      className="place-picture"
                      loading="lazy"
                      decoding="async"
                    />
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}

function nameOf(place: NamedPlace): string {
  return place.country ?? placeWords(place, 1);
}
