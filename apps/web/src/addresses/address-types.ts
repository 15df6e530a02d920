import type { Outputs } from "../data/router-types.ts";

export type AddressList = Outputs["gate"]["addresses"]["list"];
export type Address = AddressList["addresses"][number];
export type Finding = NonNullable<Address["lastLook"]>["finding"];
export type Proof = NonNullable<Address["proof"]>;
