// The keys of the whole window: which press means what. The frame then acts.
import type { MessageKey } from "../i18n";

/** How the size of text can change. */
export type SizeAct = "larger" | "smaller" | "usual";
export type KeyAct = "topUp" | "history" | "find" | "account" | "settings" | "back" | "help" | SizeAct;

export type KeyLine = { act: KeyAct; message: MessageKey; keys: readonly string[] };

/** Apple's keyboards say ⌘ where others say Ctrl. */
export const onApple = (platform: string = navigator.platform): boolean => /mac|iphone|ipad/iu.test(platform);

/** What a help sheet and tooltips show. */
export function keyLines(apple: boolean = onApple()): readonly KeyLine[] {
  const control = apple ? "⌘" : "Ctrl";
  return [
    { act: "topUp", message: "frame.key.topUp", keys: [control, "N"] },
    { act: "history", message: "frame.key.history", keys: [control, "H"] },
    { act: "find", message: "frame.key.find", keys: [control, "K"] },
    { act: "account", message: "frame.accounts", keys: [control, "U"] },
    { act: "settings", message: "frame.key.settings", keys: [control, ","] },
    { act: "larger", message: "frame.key.larger", keys: [control, "+"] },
    { act: "smaller", message: "frame.key.smaller", keys: [control, "−"] },
    { act: "usual", message: "frame.key.usual", keys: [control, "0"] },
    { act: "back", message: "frame.key.back", keys: ["Esc"] },
    { act: "help", message: "frame.key.help", keys: ["?"] },
  ];
}

export const keysOf = (act: KeyAct): readonly string[] => keyLines().find((line) => line.act === act)?.keys ?? [];

const withControl: Record<string, KeyAct> = { n: "topUp", h: "history", k: "find", u: "account", ",": "settings" };

/** By what the key writes. With Shift too: many keyboards write a plus only with it. */
const sizes: Record<string, SizeAct> = {
  "+": "larger",
  "=": "larger",
  "-": "smaller",
  _: "smaller",
  "−": "smaller",
  "0": "usual",
};
/** By where the key is, for keyboards whose row of digits writes letters or other digits. */
const sizesByCode: Record<string, SizeAct> = {
  Digit0: "usual",
  Numpad0: "usual",
  NumpadAdd: "larger",
  NumpadSubtract: "smaller",
};

function sizeOf({ key, code, shiftKey }: KeyboardEvent): SizeAct | null {
  return sizes[key] ?? (shiftKey ? null : (sizesByCode[code] ?? null));
}

/**
 * Whether it changes how everything is shown, and so holds wherever the person is, also in a question in front of the
 * screen.
 */
export const changesSize = (act: KeyAct): act is SizeAct => act === "larger" || act === "smaller" || act === "usual";

/** What a key press asks for, if anything. Typing is never taken for a command. */
export function actOf(event: KeyboardEvent): KeyAct | null {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return null;
  const control = event.ctrlKey !== event.metaKey;
  if (control) return sizeOf(event) ?? (event.shiftKey ? null : (withControl[event.key.toLowerCase()] ?? null));
  if (event.ctrlKey) return null;
  if (event.key === "Escape") return "back";
  return event.key === "?" && !isTyping(event.target) ? "help" : null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}
