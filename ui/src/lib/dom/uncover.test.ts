import { afterEach, expect, it, vi } from "vitest";
import { focusWhole } from "./uncover";

afterEach(() => document.body.replaceChildren());

it("a field that gets the focus is brought in sight with its label", () => {
  const brought = vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
  const [group, field, alone] = ["div", "input", "input"].map((name) => document.createElement(name)) as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
  group.className = "field";
  group.append(document.createElement("label"), field);
  document.body.append(group, alone);
  const focused = vi.spyOn(HTMLElement.prototype, "focus");
  focusWhole(field);
  expect(document.activeElement).toBe(field);
  expect(focused).toHaveBeenCalledWith({ preventScroll: true });
  expect(brought.mock.contexts).toEqual([group]);
  focusWhole(alone);
  expect(brought.mock.contexts.at(-1), "without a label it is itself").toBe(alone);
  expect(() => focusWhole(null)).not.toThrow();
});
