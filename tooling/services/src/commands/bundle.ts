import { bundleApp } from "../bundle/bundle-app.ts";

// Run by the `build` script of an app, in that app's own folder.
await bundleApp(process.cwd());
