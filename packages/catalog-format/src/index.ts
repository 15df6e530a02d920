export type { AssetFacts } from "./assets/read-asset.ts";
export { type ComposeProblem, findComposeProblems } from "./compose/find-compose-problems.ts";
export { type RenderedCompose, renderCompose } from "./compose/render-compose.ts";
export {
  type BuiltPlan,
  buildInstallPlan,
  type InstallChoice,
  type InstallSource,
} from "./install/build-install-plan.ts";
export {
  type AddressFacts,
  fillSettings,
  type HostFacts,
  prepareTemplate,
} from "./install/fill-template.ts";
export {
  type InstallPlan,
  installModes,
  installPlanSchema,
  type PlannedSetting,
} from "./install/install-plan.ts";
export type { InstallProblem } from "./install/read-settings.ts";
export { type LeanEntry, type LeanRecord, leanOf } from "./lean/lean-record.ts";
export { type ManifestText, readManifestText } from "./manifest/read-manifest-text.ts";
export {
  type DataPath,
  entryFolder,
  foldPath,
  parsePath,
  pathPrefixes,
  type RecordKind,
  recordKinds,
  recordPath,
} from "./path/parse-path.ts";
export { type Category, categorySchema } from "./records/category.ts";
export { type Entry, type Entrypoint, entrySchema } from "./records/entry.ts";
export { type Maintainer, maintainerSchema } from "./records/maintainer.ts";
export { type Redirect, redirectExpiresAtMs, redirectSchema } from "./records/redirect.ts";
export {
  describeRecords,
  type FieldReference,
  type RecordReference,
} from "./records/reference.ts";
export { type Release, releaseSchema } from "./records/release.ts";
export { newestFirst, newestRelease } from "./records/release-order.ts";
export { type Setting, settingSchema } from "./records/setting.ts";
export { recordSchema, type Store, storeSchema } from "./records/store.ts";
export { limits } from "./rules/limits.ts";
export { type Problem, type Rule, rules, type Weight } from "./rules/problem.ts";
export { maxProblems } from "./rules/problem-list.ts";
export { type FieldChange, type PatchedToml, patchToml } from "./toml/patch-toml.ts";
export { readToml } from "./toml/read-toml.ts";
export type { TomlValue } from "./toml/write-toml-value.ts";
export type { CatalogRecord, EntryAsset, FullEntry } from "./tree/catalog-record.ts";
export { type CatalogState, createCatalogState, type RecordView } from "./tree/catalog-state.ts";
export {
  groupItems,
  type RecordFile,
  type RecordFiles,
  recordName,
} from "./tree/group-items.ts";
export {
  openValidation,
  type TreeChange,
  type TreeVerdict,
  type Validation,
  validatorVersion,
} from "./tree/open-validation.ts";
export {
  type FileContent,
  type ReadFile,
  type ReadRecordFiles,
  readRecordFiles,
} from "./tree/read-record-files.ts";
export { factsOf, type RecordFacts } from "./tree/record-facts.ts";
export type { TreeItem } from "./tree/tree-item.ts";
export { type ValidateOptions, validateChange, validateTree } from "./tree/validate-tree.ts";
