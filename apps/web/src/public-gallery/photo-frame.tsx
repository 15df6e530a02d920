"use client";

import { useEffect, useRef, useState } from "react";
import { retriedSrc, srcOf, srcSetOf } from "./photo-source.ts";
import type { PublicPhoto } from "./public-types.ts";
import { useThumbhash } from "./use-thumbhash.ts";

export interface PhotoFrameProps {
  photo: PublicPhoto;
  /** How wide it will be, as `sizes` of an image says it. */
  sizes: string;
  /** Seen at once when the page opens: fetched before all else. */
  isFirst?: boolean;
}

/**
 * A photo in a box that has its ratio before a byte has come: its colour, then a blur, then itself. When it does not come,
 * the blur stays, and a button tries again.
 */
export function PhotoFrame({ photo, sizes, isFirst = false }: PhotoFrameProps) {
  const [attempt, setAttempt] = useState(0);
  const [isBroken, setBroken] = useState(false);
  const image = useRef<HTMLImageElement>(null);
  const blur = useThumbhash(photo.thumbhash);
  const { variants, avif, width, height, alt, dominantColor } = photo;
  // It may have failed before this code came.
  useEffect(() => {
    if (image.current?.complete === true && image.current.naturalWidth === 0) setBroken(true);
  }, []);
  return (
    <span
      className="photo-frame"
      style={{
        aspectRatio: `${width} / ${height}`,
        backgroundColor: dominantColor ?? undefined,
        backgroundImage: blur === null ? undefined : `url(${blur})`,
      }}
    >
      {isBroken ? (
        <RetryPhoto
          alt={alt}
          onRetry={() => {
            setAttempt(attempt + 1);
            setBroken(false);
          }}
        />
      ) : (
        <picture>
          {avif.length > 0 && attempt === 0 && (
            <source type="image/avif" srcSet={srcSetOf(avif)} sizes={sizes} />
          )}
          <img
            ref={image}
            key={attempt}
            src={retriedSrc(srcOf(variants), attempt)}
            srcSet={attempt === 0 ? srcSetOf(variants) : undefined}
            sizes={sizes}
            width={width}
            height={height}
            alt={alt}
            loading={isFirst ? "eager" : "lazy"}
            fetchPriority={isFirst ? "high" : "auto"}
            decoding="async"
            onError={() => setBroken(true)}
          />
        </picture>
      )}
    </span>
  );
}

/** No button: it may stand in a link, which must hold none. A press is taken before the link hears of it. */
function RetryPhoto({ alt, onRetry }: { alt: string; onRetry: () => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button may not stand inside of a link
    <span
      role="button"
      tabIndex={0}
      className="photo-retry"
      onClick={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onRetry();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        onRetry();
      }}
    >
      Retry <span className="sr-only">{alt}</span>
    </span>
  );
}
