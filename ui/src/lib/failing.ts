// A window that cannot be drawn says so: what happened, a reference for support, and a way to try again. The page is
// made of nothing but the document's own elements and the words as they stand, because anything else may be what
// failed.
//
// `main.ts` imports this first, so that it hears what the other modules throw while they are read.
import { plainText } from "./format/plain";
import { call } from "./ipc/client";
import words from "$messages/en.json";

/** How long the till may take for its first answer, in milliseconds. */
const PATIENCE = 30_000;

const ID = "failing";
let starting = true;
let patience: ReturnType<typeof setTimeout> | undefined;

function paragraph(name: string, text: string): HTMLElement {
  const element = document.createElement("p");
  element.className = name;
  element.textContent = text;
  return element;
}

function page(title: string, lead: string): HTMLElement {
  document.getElementById(ID)?.remove();
  const main = document.createElement("main");
  main.id = ID;
  main.dataset.testid = "window-failed";
  main.setAttribute("role", "alert");
  const heading = document.createElement("h1");
  heading.textContent = title;
  const again = document.createElement("button");
  again.type = "button";
  again.dataset.testid = "window-again";
  again.textContent = words["common.again"];
  again.addEventListener("click", () => location.reload());
  main.append(heading, paragraph("lead", lead), again);
  // The window behind it stays: an answer that comes late may still be shown.
  document.getElementById("app")?.setAttribute("inert", "");
  document.body.append(main);
  again.focus();
  return main;
}

/** The kind of an error and the place in our own files: never its message, which may hold what was typed. */
function whereOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const position = /[\w.-]+\.(?:js|ts|svelte)[^\s)]*/u.exec(thrown.stack ?? "");
  return `${thrown.name} at ${position?.[0] ?? "no position"}`;
}

/** Says instead of the window that it could not be drawn. */
export async function failed(thrown: unknown): Promise<void> {
  clearTimeout(patience);
  const main = page(words["failing.title"], words["failing.lead"]);
  main.append(
    paragraph("what", plainText(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown))),
  );
  try {
    const { reference } = await call("window_failed", { what: whereOf(thrown).slice(0, 200) });
    main.append(paragraph("reference", words["common.reference"].replace("{reference}", reference)));
  } catch {
    // The till cannot be reached either: there is no log that a reference could stand in.
  }
}

/**
 * Follows a start until it is over. One that ends with an error is shown; one that does not end is shown while it
 * lasts.
 */
export async function follow(start: Promise<unknown>): Promise<void> {
  patience = setTimeout(() => page(words["failing.slowTitle"], words["failing.slowLead"]), PATIENCE);
  try {
    await start;
    clearTimeout(patience);
    if (starting) document.getElementById(ID)?.remove();
    document.getElementById("app")?.removeAttribute("inert");
  } catch (thrown) {
    await failed(thrown);
  } finally {
    starting = false;
  }
}

// Only errors: a browser's words about its own layout come without one.
window.addEventListener("error", ({ error }: ErrorEvent) => {
  if (starting && error instanceof Error) void failed(error);
});
