import { invariant } from "@homeport/platform";

const partPattern = /^[A-Za-z0-9._-]+$/;

/** A key of parts that no file system or URL reads as anything else. */
export function objectKey(...parts: readonly string[]): string {
  for (const part of parts) {
    invariant(partPattern.test(part) && !part.includes(".."), `A storage key may not hold ${part}`);
  }
  return parts.join("/");
}

export function originalKey(organizationId: string, imageId: string): string {
  return objectKey(organizationId, "images", imageId, "original");
}

/** Of what a browser made of an original; several may be on their way, of which one stays. */
export function renditionKey(organizationId: string, imageId: string, uploadId: string): string {
  return objectKey(organizationId, "images", imageId, "r", uploadId);
}

/** `recipe` is `<source16>-<recipe>`: the same key never holds other bytes. */
export function variantKey(
  image: { organizationId: string; imageId: string },
  variant: { recipe: string; edge: number; format: string },
): string {
  const { organizationId, imageId } = image;
  const name = `${variant.edge}.${variant.format}`;
  return objectKey(organizationId, "images", imageId, "v", variant.recipe, name);
}

/** Of the copy that others may have as a file. */
export function copyKey(
  { organizationId, imageId }: { organizationId: string; imageId: string },
  recipe: string,
): string {
  return objectKey(organizationId, "images", imageId, "v", recipe, "clean");
}

export function uploadKey(organizationId: string, uploadId: string): string {
  return objectKey(organizationId, "uploads", uploadId);
}

/** The upload whose bytes are collected under this key, or beside it; null for any other key. */
export function readUploadKey(key: string): string | null {
  return /^[^/]+\/uploads\/([^/.]+)(\.[^/]+)?$/.exec(key)?.[1] ?? null;
}

/** Whether a sweep may judge this key by the rows: only those of images and of uploads. */
export function isSwept(key: string): boolean {
  return /^[^/]+\/(images|uploads)\//.test(key);
}

export const markerKey = ".homeport-storage-id";
