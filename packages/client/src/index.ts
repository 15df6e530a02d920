export type { AppRouter } from "@homeport/api";
export {
  createHomeportClient,
  type HomeportClient,
  type HomeportClientOptions,
} from "./create-client.ts";
export { type HomeportClientError, readError } from "./error.ts";
export { hostUrl } from "./host-url.ts";
export { maySendAgain } from "./upload/may-send-again.ts";
export {
  type SentUpload,
  SourceChanged,
  sendUpload,
  type UploadPlan,
  type UploadSource,
} from "./upload/send-upload.ts";
export { UploadRefused } from "./upload/upload-refused.ts";
