"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { PageBody } from "../design/page.tsx";
import { useSettled } from "../design/use-settled.ts";
import { useMay } from "../shell/viewer.tsx";
import { ChooseFiles } from "./choose-files.tsx";
import { ConversionPanel } from "./conversion-panel.tsx";
import { DropArea } from "./drop-area.tsx";
import { EditImage } from "./edit-image.tsx";
import { OpenPanel } from "./open-panel.tsx";
import { type PhotoFilter, photoAddress, readPhotoFilter } from "./photo-filter.ts";
import { PhotoFilters } from "./photo-filters.tsx";
import { PhotoList } from "./photo-list.tsx";
import { UploadList } from "./upload-list.tsx";
import { useGalleryUploads } from "./uploads-provider.tsx";

export function GalleryPage() {
  const mayUpload = useMay("gallery.upload");
  const uploads = useGalleryUploads();
  const [filter, setFilter] = useFilter();
  // Links to one photo, as from an upload that was here already.
  const photoId = useSearchParams().get("photo");
  return (
    <DropArea disabled={!mayUpload} onFiles={uploads.add}>
      <PageBody>
        <OpenPanel />
        <ConversionPanel />
        <UploadList uploads={uploads} />
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0 flex-1 basis-80">
            <PhotoFilters filter={filter} onChange={setFilter} />
          </div>
          {mayUpload && <ChooseFiles onFiles={uploads.add} />}
        </div>
        <Photos filter={filter} onFiles={mayUpload ? uploads.add : null} />
        {photoId !== null && <EditImage imageId={photoId} onClose={() => setFilter(filter)} />}
      </PageBody>
    </DropArea>
  );
}

function Photos(props: { filter: PhotoFilter; onFiles: ((files: Iterable<File>) => void) | null }) {
  const settled = useSettled(props.filter);
  return <PhotoList key={photoAddress(settled)} filter={settled} onFiles={props.onFiles} />;
}

/** What the address says; it follows every change, and a change of it is followed. */
function useFilter(): [PhotoFilter, (filter: PhotoFilter) => void] {
  const params = useSearchParams();
  const address = photoAddress(readPhotoFilter((name) => params.get(name)));
  const [filter, setFilter] = useState(() => readPhotoFilter((name) => params.get(name)));
  useEffect(() => {
    const query = new URLSearchParams(address.split("?")[1]);
    setFilter((now) =>
      photoAddress(now) === address ? now : readPhotoFilter((name) => query.get(name)),
    );
  }, [address]);
  function change(next: PhotoFilter) {
    setFilter(next);
    window.history.replaceState(null, "", photoAddress(next));
  }
  return [filter, change];
}
