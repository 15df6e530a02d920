import type { Inputs, Outputs } from "../data/router-types.ts";

export type EntrySource = Outputs["catalog"]["entries"]["source"];
export type EntryCheck = Outputs["catalog"]["entries"]["check"];
export type EditProblem = EntryCheck["problems"][number];
export type Operation = Outputs["catalog"]["operations"]["get"];
export type OperationRow = Outputs["catalog"]["operations"]["listMine"]["items"][number];
export type SaveInput = Inputs["catalog"]["entries"]["save"];
export type EditedFile = SaveInput["files"][number];
export type FieldChange = NonNullable<SaveInput["changes"]>[number];
