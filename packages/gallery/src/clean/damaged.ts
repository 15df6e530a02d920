/** Why no copy is made of a file. It may be thrown where nothing but the file is known: in a decoder's own process. */
export class Uncopied extends Error {
  readonly code: "IMAGE_DAMAGED" | "METADATA_LEAK";

  constructor(code: Uncopied["code"], detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** A file that is not what its first bytes promised. */
export function damaged(detail: string): Uncopied {
  return new Uncopied("IMAGE_DAMAGED", detail);
}
