import { afterEach, expect, it, vi } from "vitest";
import { focusWhole } from "./uncover";

afterEach(() => document.body.replaceChildren());

it("a field that gets the focus is brought in sight with its label", () => {
  const brought = vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
  document.body.innerHTML = '<div class="field"><label>Name</label><input id="in" /></div><input id="alone" />';
  const field = document.getElementById("in");
  const focused = vi.spyOn(HTMLElement.prototype, "focus");
  focusWhole(field);
  expect(document.activeElement).toBe(field);
  expect(focused).toHaveBeenCalledWith({ preventScroll: true });
  expect(brought.mock.contexts).toEqual([document.querySelector(".field")]);
  focusWhole(document.getElementById("alone"));
  expect(brought.mock.contexts.at(-1), "without a label it is itself").toBe(document.activeElement);
  expect(() => focusWhole(null)).not.toThrow();
});
