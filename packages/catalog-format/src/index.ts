export { type ComposeProblem, findComposeProblems } from "./compose/find-compose-problems.ts";
export { type RenderedCompose, renderCompose } from "./compose/render-compose.ts";
export { type ManifestText, readManifestText } from "./manifest/read-manifest-text.ts";
