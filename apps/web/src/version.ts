import manifest from "../package.json" with { type: "json" };

/** The version of this build, as logs, metrics and the registry show it. */
export const version: string = manifest.version;
