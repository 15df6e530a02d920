/** How an original lies, as EXIF counts it; 1 is upright. */
export type Orientation = number;

export const exifMark = "Exif\0\0";

/** A TIFF of one directory with one entry: how the photo lies. Nothing else of any file fits into it. */
export function orientationTiff(orientation: Orientation): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return tiff;
}
