/** For a field that leaves the typed text alone: nothing is suggested, capitalized, corrected or marked. */
export const asTyped = { autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: false } as const;
