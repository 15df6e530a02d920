export { filePins } from "./file-pins.ts";
