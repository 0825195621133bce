// The text of a connection file that was dropped on the window, out of the encodings in which editors save. The till
// says what it means; an encoding that is not read is named, because characters put in for others would not be what it
// says.
import type { MessageKey } from "../i18n";

/** The till's own limit for a connection file, in bytes. */
const largestFile = 64 * 1024;

/** What is in a file, or why it is not read. */
export type FileText = { text: string } | { why: MessageKey };

const decode = (encoding: string, bytes: ArrayBuffer): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** The encoding that a byte order mark names. */
function marked(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
}

/** Whether every second byte is mostly zero, as in UTF-16 of the letters that a connection file is made of. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const zeros = (parity: number): number => bytes.filter((byte, at) => at % 2 === parity && byte === 0).length;
  return Math.abs(zeros(0) - zeros(1)) * 4 > bytes.length;
}

/** Reads a file that was dropped. */
export async function textOf(file: File): Promise<FileText> {
  if (!file.name.toLowerCase().endsWith(".airtill")) return { why: "start.dropWrongKind" };
  if (file.size > largestFile) return { why: "start.dropTooBig" };
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    // A folder, or a file that went away.
    return { why: "start.dropUnreadable" };
  }
  const seen = new Uint8Array(bytes);
  const encoding = marked(seen);
  if (encoding === "utf-8" && looksLikeUtf16(seen)) return { why: "start.dropUtf16" };
  const text = decode(encoding, bytes);
  if (text !== undefined) return { text };
  return { why: encoding === "utf-8" && !seen.includes(0) ? "start.dropOldEncoding" : "start.dropNotText" };
}
