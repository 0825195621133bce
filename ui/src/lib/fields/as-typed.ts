/** For a field that keeps what was typed: nothing is suggested, capitalized, corrected or marked. */
export const asTyped = { autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: false } as const;
