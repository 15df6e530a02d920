import type { Outputs } from "../data/router-types.ts";

export type Summary = Outputs["vaultOperator"]["summary"];
export type AnyVault = Outputs["vaultOperator"]["list"]["items"][number];
export type Candidate = Outputs["vaultOperator"]["candidates"]["items"][number];
export type ChainRow = Outputs["vaultOperator"]["chains"][number];
export type SourceRow = Outputs["vaultOperator"]["sources"][number];
