import { bundleApp } from "../bundle/bundle-app.ts";

// Run by the `build` script of an app, in that app's own folder.
try {
  await bundleApp(process.cwd());
} catch (error) {
  // What is wrong with the sources has been told by the bundler itself.
  if (!(error instanceof Error && "errors" in error)) throw error;
  process.exitCode = 1;
}
