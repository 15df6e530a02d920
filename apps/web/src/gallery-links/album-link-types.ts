import type { Inputs, Outputs } from "../data/router-types.ts";

export type AlbumLink = Outputs["gallery"]["links"]["list"][number];
export type NewAlbumLink = Outputs["gallery"]["links"]["create"];
export type AlbumLinkInput = Inputs["gallery"]["links"]["create"];

/** An album as a choice. */
export interface AlbumChoice {
  value: string;
  label: string;
}
