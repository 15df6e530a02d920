import { convertHeic, isHeic } from "./convert-heic.ts";
import { type Sending, type SendState, type SendTarget, sendFile } from "./send-file.ts";

/**
 * Sends a photo, and after one that only browsers decode a JPEG of it. A photo of which no JPEG comes has arrived all the
 * same, and waits for another browser.
 */
export function sendPhoto(
  file: File,
  target: SendTarget,
  tell: (state: SendState) => void,
): Sending {
  let isEnded = false;
  let current = sendFile(file, target, (state) => {
    if (state.kind !== "sent" || state.isDuplicate || !isHeic(file)) tell(state);
    else void convert(state);
  });

  async function convert(sent: SendState & { kind: "sent" }): Promise<void> {
    tell({ kind: "converting" });
    const rendition = await convertHeic(file).catch(() => null);
    if (isEnded) return;
    if (rendition === null) {
      tell(sent);
      return;
    }
    current = sendRendition(sent.imageId, rendition, target.organizationId, (state) => {
      if (state.kind === "sent" || state.kind === "refused") tell(sent);
    });
  }

  return {
    pause() {
      isEnded = true;
      current.pause();
    },
    cancel() {
      isEnded = true;
      current.cancel();
    },
  };
}

/** Sends what stands for the pixels of a photo. */
export function sendRendition(
  imageId: string,
  rendition: Blob,
  organizationId: string,
  tell: (state: SendState) => void,
): Sending {
  const file = new File([rendition], `${imageId}.jpg`, { type: rendition.type });
  return sendFile(file, { organizationId, renditionOf: imageId }, tell);
}
