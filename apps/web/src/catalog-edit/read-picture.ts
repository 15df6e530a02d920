const mostBytes = 512 * 1024;
const nameForm = /^[a-z0-9][a-z0-9-]{0,39}\.(svg|png|webp|jpg)$/;

/** A picture's bytes in base64, or why it cannot be an entry's. What it really is, is looked at by the server. */
export async function readPicture(
  file: Pick<File, "name" | "size" | "arrayBuffer">,
): Promise<{ base64: string | null; problem: string | undefined }> {
  if (!nameForm.test(file.name)) {
    const problem = "Its name has to be a-z, 0-9 and -, and end in .svg, .png, .webp or .jpg.";
    return { base64: null, problem };
  }
  if (file.size > mostBytes) return { base64: null, problem: "It is larger than 512 KiB." };
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { base64: btoa(text), problem: undefined };
}
