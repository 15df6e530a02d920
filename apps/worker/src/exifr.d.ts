/** The same parser whoever resolves it: the package's two builds have other defaults, and one lacks `sidecar`. */
declare module "exifr/dist/full.esm.mjs" {
  export { parse, sidecar } from "exifr";
}
