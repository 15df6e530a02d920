/** What an answer said of why it is none. */
export interface Refusal {
  readonly code: string;
  readonly sentence: string;
  /** Whether Homeport said so, and not something on the way. */
  readonly isOurs: boolean;
}

/** The file was not taken. `UNREACHABLE`: nobody answered, however often it was tried. */
export class UploadRefused extends Error {
  override readonly name = "UploadRefused";
  readonly code: string;

  constructor(refusal: Refusal | null) {
    super(refusal?.sentence ?? "Homeport did not answer.");
    this.code = refusal?.code ?? "UNREACHABLE";
  }
}
