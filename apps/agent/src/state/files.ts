import { z } from "zod";
import type { StateFolder } from "./folder.ts";
import { type JsonFile, jsonFile } from "./json-file.ts";

/** Who this host is, as the console answered at enrolment. */
export const hostFileSchema = z.object({
  hostId: z.string().min(1),
  machineId: z.string().min(1),
  organizationId: z.string().min(1),
  name: z.string(),
  webUrl: z.url(),
  relayUrl: z.url(),
});
export type HostFile = z.infer<typeof hostFileSchema>;

/** The signed session token of `homeport login`, and the console it is for. */
export const userFileSchema = z.object({ webUrl: z.url(), token: z.string().min(1) });
export type UserFile = z.infer<typeof userFileSchema>;

export const appLevels = ["public", "link", "signed-in", "members", "owner"] as const;

/** One app that this host declares: the agent carries streams to no other target. */
export const declaredAppSchema = z.object({
  name: z.string().min(1).max(63),
  target: z.string().min(1).max(1_000),
  level: z.enum(appLevels),
  /** What the target speaks: HTTP, or bytes that only `homeport connect` reaches. */
  protocol: z.enum(["http", "tcp"]).default("http"),
  address: z.string().optional(),
});
export type DeclaredApp = z.infer<typeof declaredAppSchema>;

export const appsFileSchema = z.object({ apps: z.array(declaredAppSchema) });
export type AppsFile = z.infer<typeof appsFileSchema>;

/** Which carrier is known to pass, or not to pass, to an address; until then. */
export const wireFileSchema = z.object({
  wires: z.array(
    z.object({ address: z.string(), wire: z.enum(["websocket", "raw"]), untilMs: z.number() }),
  ),
});
export type WireFile = z.infer<typeof wireFileSchema>;

/** Photos on their way: an address is good for this file alone, as long as it is what it was. */
export const photosFileSchema = z.object({
  unfinished: z.array(
    z.object({
      webUrl: z.string(),
      organizationId: z.string(),
      /** In base64: a name is bytes. */
      path: z.string(),
      sizeBytes: z.number(),
      modifiedAtMs: z.number(),
      address: z.string(),
    }),
  ),
});
export type PhotosFile = z.infer<typeof photosFileSchema>;

/** The JSON files of the state folder. */
export interface StateFiles {
  readonly host: JsonFile<HostFile>;
  readonly user: JsonFile<UserFile>;
  readonly apps: JsonFile<AppsFile>;
  readonly wires: JsonFile<WireFile>;
  readonly photos: JsonFile<PhotosFile>;
}

export function stateFiles(folder: StateFolder): StateFiles {
  return {
    host: jsonFile(folder.hostFile, hostFileSchema),
    user: jsonFile(folder.userFile, userFileSchema),
    apps: jsonFile(folder.appsFile, appsFileSchema),
    wires: jsonFile(folder.wireFile, wireFileSchema),
    photos: jsonFile(folder.photosFile, photosFileSchema),
  };
}
