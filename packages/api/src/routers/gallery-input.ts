import { idsMost, imageStates } from "@homeport/gallery";
import { z } from "zod";
import { idField } from "./page-input.ts";

/** Fields that several of the gallery's routers take. */
export const versionField = z.number().int().min(0);
export const titleField = z.string().trim().max(200);
export const textField = z.string().trim().max(5_000);
export const idsField = z.array(idField).min(1).max(idsMost);
export const visibilityField = z.enum(["public", "unlisted", "private"]);

/** By which photos are narrowed. */
export const filterFields = {
  isTrashed: z.boolean().optional(),
  albumId: idField.optional(),
  tagId: idField.optional(),
  state: z.enum(imageStates).optional(),
  camera: z.string().min(1).max(500).optional(),
  lens: z.string().min(1).max(500).optional(),
  words: z.string().trim().min(1).max(200).optional(),
};

/** Photos by their ids, or all that match a filter when it is asked. */
export const selectionField = z.union([
  z.strictObject({ imageIds: idsField }),
  z.strictObject({ matching: z.strictObject(filterFields) }),
]);
