import { FilterBar, type FilterBarProps } from "./filter-bar.tsx";
import { PhotoWall, type PhotoWallProps } from "./photo-wall.tsx";

/** Below this many photos there is nothing to look for among them. */
const fewPhotos = 6;

export interface PhotoListProps extends PhotoWallProps {
  bar: FilterBarProps;
}

/** Photos with what narrows them; without any, what to do about it. */
export function PhotoListSection({ bar, ...wall }: PhotoListProps) {
  const isNarrowed = Object.keys(bar.filter).length > 0;
  const isEmpty = wall.first.images.length === 0;
  return (
    <>
      {(isNarrowed || bar.facets.photos >= fewPhotos) && <FilterBar {...bar} />}
      {isEmpty ? (
        <div className="empty-wall">
          <p>{isNarrowed ? "No photos like that" : "No photos yet"}</p>
          {isNarrowed && (
            <a href={bar.path} className="text-link">
              Show all photos
            </a>
          )}
        </div>
      ) : (
        <PhotoWall key={JSON.stringify(wall.list)} {...wall} />
      )}
    </>
  );
}
