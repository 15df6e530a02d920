import { CleanLink } from "./clean-link.tsx";
import type { PhotoDetail } from "./public-types.ts";

/** What of a photo may be had as a file. */
export function DownloadLinks({ download }: { download: PhotoDetail["download"] }) {
  const { cleanPath, originalPath, hasPlace } = download;
  if (cleanPath === null) return null;
  return (
    <div className="download-links">
      <CleanLink path={cleanPath} />
      {originalPath !== null && (
        <>
          <a className="quiet-button" href={originalPath} download>
            Download original
          </a>
          {hasPlace && (
            <p className="text-ink-3 text-xs">
              The original says where the photo was taken. The other download does not.
            </p>
          )}
        </>
      )}
    </div>
  );
}
