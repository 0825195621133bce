// Where the tab key may stop, and how it looks where it stops now; the body of a function, run in the page.
//
// "list" notes the stops there are, in the order of the page, and answers their names: those of the dialog in front,
// where there is one. "now" answers which of them has the focus, and what is wrong with how it is seen; "whole" whether
// they are all still there, and no others.
const [ask] = arguments;
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";

const isRadio = (element) => element.localName === "input" && element.type === "radio";
const isThere = (element) => element.getClientRects().length > 0 && element.checkVisibility({ visibilityProperty: true });
const name = (element) =>
  `${element.localName} ${element.dataset.testid ?? ""} ${(element.getAttribute("aria-label") ?? element.innerText ?? "").replace(/\s+/g, " ").slice(0, 60)}`.trim();

/** The part that shows that an element has the focus. */
function shows(element) {
  if (element.getAttribute("role") === "grid") return element.querySelector("[aria-selected=true]") ?? element;
  return getComputedStyle(element).opacity === "0" ? element.nextElementSibling : element;
}

function hasRing(element) {
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shows(element));
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\)$|transparent/.test(outlineColor);
}

/** Whether nothing lies over it, and how much of it is outside of the window. */
function hidden(element) {
  const part = shows(element);
  const box = part.getBoundingClientRect();
  if (box.bottom < 1 || box.right < 1 || box.top > innerHeight - 1 || box.left > innerWidth - 1) return "it is outside of the window";
  const tall = box.height > innerHeight - 100;
  if (!tall && (box.top < -1 || box.bottom > innerHeight + 1)) return `it stands from ${box.top} to ${box.bottom} of ${innerHeight}`;
  if (box.left < -1 || box.right > innerWidth + 1) return `it stands from ${box.left} to ${box.right} across of ${innerWidth}`;
  const middle = (box.left + box.right) / 2;
  for (const y of tall ? [box.top + 3] : [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3]) {
    const over = document.elementFromPoint(middle, y);
    const own = over && (part.contains(over) || element.contains(over) || over.contains(part) || over === element);
    if (!own) return `${over ? name(over) : "nothing"} lies over it at ${y} of ${box.top} to ${box.bottom}`;
  }
  return "";
}

/** Every stop there is now, in the order of the page; the radio buttons of a group are one. */
function stopsNow() {
  const within = document.querySelector("[role=dialog]") ?? document;
  const stops = [];
  for (const element of within.querySelectorAll(FOCUSABLE)) {
    if (element.tabIndex < 0 || element.matches(":disabled, [type=hidden]") || element.closest("[inert], [aria-hidden=true]") || !isThere(element)) continue;
    const group = isRadio(element) && stops.find((stop) => isRadio(stop[0]) && stop[0].name === element.name);
    if (group) group.push(element);
    else stops.push([element]);
  }
  return stops;
}

if (ask === "list") {
  window.stopsOfTheWalk = stopsNow();
  return window.stopsOfTheWalk.map(([first]) => name(first));
}

// One that went, and one that came on the way, both make another walk of it.
if (ask === "whole") {
  const [before, now] = [window.stopsOfTheWalk.flat(), stopsNow().flat()];
  return before.length === now.length && before.every((element, at) => element === now[at]);
}

const focused = document.activeElement;
const at = window.stopsOfTheWalk.findIndex((stop) => stop.includes(focused));
const wrong = [];
if (!focused || focused === document.body) wrong.push("the focus is on nothing");
else {
  if (at >= 0 && !hasRing(focused)) wrong.push("it shows no ring");
  const behind = at >= 0 ? hidden(focused) : "";
  if (behind) wrong.push(behind);
  if (!focused.closest("[role=dialog]") && document.querySelector("[role=dialog]")) wrong.push("it is behind the dialog");
  if (focused.getAttribute("role") === "grid" && document.querySelectorAll("[role=row][aria-selected], tr[aria-selected]").length > 0) {
    const chosen = focused.querySelector("[aria-selected=true]");
    if (!chosen || chosen.id !== focused.getAttribute("aria-activedescendant")) wrong.push("the chosen row is not there");
  }
}
return { at, name: focused ? name(focused) : "", wrong };
