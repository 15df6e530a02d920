const jpeg = { type: "image/jpeg", quality: 0.92 } as const;
/** A photo of a phone takes a second or two; whatever takes this long never ends. */
const deadlineMs = 60_000;

/** Whether a file says of itself that it is of a format that browsers decode, and Homeport does not. */
export function isHeic({ name, type }: Pick<File, "name" | "type">): boolean {
  return /^image\/hei[cf]/.test(type) || /\.(heic|heif|hif)$/i.test(name);
}

/**
 * An upright JPEG of a HEIC, by the browser's own decoder where it has one, else by one that is loaded for it alone. Rejects
 * for what neither decodes.
 */
export async function convertHeic(heic: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(heic).catch(() => null);
  if (bitmap !== null) return await drawJpeg(bitmap);
  const { heicTo } = await import("heic-to/csp");
  return await Promise.race([heicTo({ blob: heic, ...jpeg }), expire()]);
}

async function drawJpeg(bitmap: ImageBitmap): Promise<Blob> {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return await canvas.convertToBlob(jpeg);
}

function expire(): Promise<never> {
  return new Promise((_resolve, reject) => {
    AbortSignal.timeout(deadlineMs).onabort = () => reject(new Error("It took too long"));
  });
}
