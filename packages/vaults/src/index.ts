export { toVaultsError, VaultsError, type VaultsErrorCode, vaultsErrors } from "./errors.ts";
export { nodePrimitives } from "./primitives/node.ts";
