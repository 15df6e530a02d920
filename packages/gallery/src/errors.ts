import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

/** Refusals of this domain's verbs, and what may be wrong with a photo. */
export const galleryErrors = {
  NOT_PERMITTED: {
    owner: "client",
    status: 403,
    retryable: false,
    message: "You may look at this, but not change it.",
  },
  UNSUPPORTED_FORMAT: {
    owner: "client",
    status: 415,
    retryable: false,
    message:
      "This file is no photo that can be shown here. JPEG, PNG, WebP, AVIF, GIF and HEIC can.",
  },
  FILE_TOO_LARGE: {
    owner: "client",
    status: 413,
    retryable: false,
    message: "This file is larger than this installation takes.",
  },
  FILE_EMPTY: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This file is empty.",
  },
  UPLOAD_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The upload's metadata is not what this address expects.",
  },
  QUOTA_EXCEEDED: {
    owner: "capacity",
    status: 507,
    retryable: false,
    message: "This gallery is full. Empty its trash, or have its quota raised.",
  },
  CHECKSUM_MISMATCH: {
    owner: "client",
    status: 460,
    retryable: true,
    message: "The file arrived with other bytes than it was sent with. Send it again.",
  },
  UPLOAD_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such upload.",
  },
  UPLOAD_EXPIRED: {
    owner: "client",
    status: 410,
    retryable: false,
    message: "This upload was cancelled, or nothing came for a week. Begin again.",
  },
  UPLOAD_OFFSET: {
    owner: "client",
    status: 409,
    retryable: true,
    message: "The upload stands at another place. Ask where, and go on from there.",
  },
  UPLOAD_LOCKED: {
    owner: "client",
    status: 423,
    retryable: true,
    retryAfterMs: 1000,
    message: "Another request is sending this file at the moment.",
  },
  TOO_MANY_UPLOADS: {
    owner: "capacity",
    status: 429,
    retryable: true,
    retryAfterMs: 1000,
    message: "Too many files are being sent at once. Wait for one of them.",
  },
  PIXEL_LIMIT: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "This photo has more pixels than are decoded here.",
  },
  IMAGE_DAMAGED: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "This file is damaged: it cannot be read to its end.",
  },
  METADATA_LEAK: {
    owner: "platform",
    status: 422,
    retryable: false,
    message: "A rendition of this photo carried metadata, and was not kept.",
  },
  ORIGINAL_MISSING: {
    owner: "platform",
    status: 422,
    retryable: false,
    message: "The original of this photo is not in the storage.",
  },
  ORIGINAL_CORRUPT: {
    owner: "platform",
    status: 422,
    retryable: false,
    message: "The original of this photo has changed in the storage.",
  },
  DECODER_DIED: {
    owner: "platform",
    status: 422,
    retryable: true,
    message: "The decoder ended while it read this photo.",
  },
  DECODER_TIMEOUT: {
    owner: "platform",
    status: 422,
    retryable: true,
    message: "The decoder took too long over this photo.",
  },
  DECODER_MEMORY: {
    owner: "platform",
    status: 422,
    retryable: true,
    message: "The decoder took too much memory for this photo.",
  },
  ENCODE_FAILED: {
    owner: "platform",
    status: 422,
    retryable: true,
    message: "A rendition of this photo could not be made.",
  },
  INTERRUPTED: {
    owner: "platform",
    status: 422,
    retryable: true,
    message: "Whoever processed this photo ended again and again before its end.",
  },
  STORAGE_UNAVAILABLE: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 5000,
    message: "The storage of photos does not answer at the moment.",
  },
  STORAGE_MISMATCH: {
    owner: "config",
    status: 503,
    retryable: false,
    message: "This replica looks at another storage than the installation's.",
  },
  IMAGE_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such photo.",
  },
  ALBUM_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such album.",
  },
  TAG_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such tag.",
  },
  GALLERY_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is nothing here.",
  },
  LINK_ENDED: {
    owner: "client",
    status: 410,
    retryable: false,
    message: "This link does not open anything any more. Ask whoever sent it for another one.",
  },
  LINK_PASSWORD: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This link takes a password, and it is not this one.",
  },
  LINK_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such link.",
  },
  PUBLIC_BUSY: {
    owner: "capacity",
    status: 503,
    retryable: true,
    retryAfterMs: 2_000,
    message: "Many people ask for this at the moment. Try again shortly.",
  },
  DOWNLOAD_NOT_READY: {
    owner: "capacity",
    status: 503,
    retryable: true,
    retryAfterMs: 2_000,
    message: "This download is being prepared. Try again in a few seconds.",
  },
  DOWNLOAD_REFUSED: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "This photo cannot be downloaded.",
  },
  VERSION_CONFLICT: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Somebody else changed this meanwhile. Look at it again, then save.",
  },
  SLUG_TAKEN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Something else has this address already. Choose another name.",
  },
  ALBUM_CYCLE: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "An album cannot lie inside itself.",
  },
  ALBUM_DEPTH: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Albums lie in each other at most five deep.",
  },
  ALBUMS_MOST: {
    owner: "capacity",
    status: 409,
    retryable: false,
    message: "A gallery holds at most 1,000 albums.",
  },
  RUN_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such run.",
  },
  RUN_ACTIVE: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "A task of this kind is running already.",
  },
  NOTHING_MATCHED: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "No photo matches this.",
  },
  TAGS_MOST: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "A photo bears at most 50 tags.",
  },
  TAG_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "A tag's name needs a letter or a digit, and has at most 64 characters.",
  },
  TAKEN_UNKNOWN: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "It is not known when this photo was taken.",
  },
  NOT_IN_TRASH: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Only what is in the trash can be deleted for good.",
  },
  BAD_SCOPE: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This task cannot be done over what was chosen.",
  },
  TICK_UNAUTHORIZED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This address takes the secret that the installation was given for it.",
  },
} as const satisfies ErrorTable;

export type GalleryErrorCode = keyof typeof galleryErrors;

export class GalleryError extends HomeportError<GalleryErrorCode> {
  constructor(code: GalleryErrorCode, options: ErrorOptionsFor = {}) {
    super(galleryErrors, code, options);
  }
}
