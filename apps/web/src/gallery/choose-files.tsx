"use client";

import { Upload } from "lucide-react";
import { useRef } from "react";
import { Button } from "../design/button.tsx";

const accepted = "image/jpeg,image/png,image/webp,image/avif,image/gif";

/** The button that opens the system's own dialog. */
export function ChooseFiles({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept={accepted}
        className="sr-only"
        tabIndex={-1}
        aria-label="Photos to upload"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file again is a change, too.
          target.value = "";
        }}
      />
      <Button look="primary" onClick={() => input.current?.click()}>
        <Upload aria-hidden="true" /> Upload photos
      </Button>
    </>
  );
}
