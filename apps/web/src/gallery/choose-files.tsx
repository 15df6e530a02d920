"use client";

import { FolderUp, Upload } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "../design/button.tsx";

const accepted =
  "image/jpeg,image/png,image/webp,image/avif,image/gif,image/heic,image/heif,.heic,.heif";

/** The button that opens the system's own dialog. */
export function ChooseFiles({
  onFiles,
  folder = false,
}: {
  onFiles: (files: Iterable<File>) => void;
  /** A whole folder, with all that is below it. */
  folder?: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  // Files may have been chosen before the page's script was there to hear of it.
  useEffect(() => takeFiles(input.current, onFiles), [onFiles]);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept={accepted}
        {...(folder ? { webkitdirectory: "" } : {})}
        className="sr-only"
        tabIndex={-1}
        aria-label={folder ? "Folder to upload" : "Photos to upload"}
        onChange={({ target }) => takeFiles(target, onFiles)}
      />
      <Button look={folder ? "secondary" : "primary"} onClick={() => input.current?.click()}>
        {folder ? <FolderUp aria-hidden="true" /> : <Upload aria-hidden="true" />}
        {folder ? "Upload a folder" : "Upload photos"}
      </Button>
    </>
  );
}

function takeFiles(input: HTMLInputElement | null, onFiles: (files: Iterable<File>) => void): void {
  if (input === null || input.files === null || input.files.length === 0) return;
  onFiles([...input.files].filter((file) => !file.name.startsWith(".")));
  // The same file again is a change, too.
  input.value = "";
}
