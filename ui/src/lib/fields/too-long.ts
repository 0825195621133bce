// How long a text may be that a person types or pastes. No field cuts what does not fit: the rest would go on as if it
// were whole.
import { t } from "../i18n";

/** The most characters of a user name or an e-mail address, which is the till's own limit. */
export const MOST_OF_A_NAME = 320;

/** Says that a text is too long, counted as the till counts it. */
export function tooLong(text: string, most: number): string | null {
  return text.length > most && Array.from(text).length > most ? t("common.tooLong", { most }) : null;
}
