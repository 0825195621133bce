// Whether what has the focus shows its ring, as `data-ring` on the root. Engines guess (`:focus-visible`), and guess
// that a button to which the screen moved the focus after a press of the mouse needs none; but the next Enter presses
// it. So there is a ring wherever the focus is, with two exceptions: what the mouse itself pressed, and a heading that
// a screen began with while the mouse was in use.
//
// And what the keys lead to is wholly in sight: engines bring the caret of a field there, not the field with its ring.
// Where the screen puts the focus, it says itself what is in sight.
import { isTab } from "./stops";

/** Keys that do nothing by themselves. */
const HELD = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock"]);

/** An element that is higher than a part of the window, as a table is, cares for itself. */
function bringInSight(element: HTMLElement): void {
  if (element.getBoundingClientRect().height < innerHeight / 2)
    element.scrollIntoView?.({ block: "nearest", inline: "nearest" });
}

/** Follows the focus of the window. Answers what ends it. */
export function followFocus(window: Window): () => void {
  const root = window.document.documentElement;
  let byMouse = false;
  let pressing = false;
  let stepping = false;
  const ring = (shown: boolean) => root.toggleAttribute("data-ring", shown);

  const listeners: { [Type in keyof WindowEventMap]?: (event: WindowEventMap[Type]) => void } = {
    pointerdown: () => void (byMouse = pressing = true),
    pointercancel: () => void (pressing = false),
    // Heard before the screen does anything about it. A finger's own focus comes between its lifting and this.
    click: () => void (pressing = false),
    keydown: (event) => {
      if (HELD.has(event.key)) return;
      byMouse = pressing = false;
      stepping = isTab(event) || event.key.startsWith("Arrow");
      ring(true);
    },
    keyup: () => void (stepping = false),
    focusin: ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      ring(!pressing && !(byMouse && target.tabIndex < 0));
      if (stepping) bringInSight(target);
    },
  };
  const all = Object.entries(listeners) as [string, (event: Event) => void][];
  for (const [type, listener] of all) window.addEventListener(type, listener, { capture: true });
  return () => {
    for (const [type, listener] of all) window.removeEventListener(type, listener, { capture: true });
  };
}
