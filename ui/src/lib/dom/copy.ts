// The clipboard of this computer. A system lets a window write to it at a person's press alone, and WebKit takes the
// press for over as soon as anything was waited for: the text has to be here before.

/** Copies a text. To be called in the press itself; false where this computer does not let the window copy. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
