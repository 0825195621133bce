import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepFocus } from "./kept-focus";

const part = (id: string) => document.getElementById(id) as HTMLElement;
/** After what the page does by itself. */
const settled = () => vi.runAllTimersAsync();
let stop: () => void;

function show(html: string): void {
  document.body.replaceChildren(document.createRange().createContextualFragment(html));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  show(
    `<h1 id="heading" data-heading tabindex="-1">Here</h1><p><button id="goes">Switch on</button></p><button id="stays">Send</button>`,
  );
  stop = keepFocus(document, () => document.querySelector("[role=dialog]") !== null);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  document.body.replaceChildren();
});

it("goes to the heading where the pressed button is gone", async () => {
  part("goes").focus();
  part("goes").parentElement?.remove();
  await settled();
  expect(document.activeElement?.id).toBe("heading");
});

it("stays where the screen put it meanwhile", async () => {
  part("goes").focus();
  part("goes").remove();
  part("stays").focus();
  await settled();
  expect(document.activeElement?.id).toBe("stays");
});

it("is left to a dialog that closes or is open", async () => {
  document.body.append(
    document.createRange().createContextualFragment(`<div role="dialog" id="asks"><button id="yes">Yes</button></div>`),
  );
  part("yes").focus();
  part("asks").remove();
  await settled();
  expect(document.activeElement).toBe(document.body);
});

it("goes to the heading where a smaller window hides what had it", async () => {
  part("stays").focus();
  window.dispatchEvent(new Event("resize"));
  await settled();
  expect(document.activeElement?.id, "it is still to be seen").toBe("stays");
  part("stays").checkVisibility = () => false;
  window.dispatchEvent(new Event("resize"));
  await settled();
  expect(document.activeElement?.id).toBe("heading");
});
