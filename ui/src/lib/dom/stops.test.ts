import { afterEach, describe, expect, it } from "vitest";
import { isTab, roundTheEnd } from "./stops";

const radios = (name: string, chosen?: string, form = "") =>
  ["yes", "no", "unknown"]
    .map(
      (value) =>
        `<input type="radio" name="${name}" id="${name}-${value}" ${value === chosen ? "checked" : ""} ${form} />`,
    )
    .join("");

/** Where the tab key leads from an element, by id: "" where the browser's own step is right. */
function leads(html: string, from: string, back = false): string {
  document.body.replaceChildren(
    document
      .createRange()
      .createContextualFragment(`<button id="outside"></button><div id="part" tabindex="-1">${html}</div>`),
  );
  const part = document.getElementById("part");
  if (!part) throw new Error("it was just written");
  return roundTheEnd(part, document.getElementById(from), back)?.id ?? "";
}

afterEach(() => document.body.replaceChildren());

it("the tab key is known where an engine does not name it", () => {
  const key = (name: string, code: string, keyCode: number) => isTab({ key: name, code, keyCode });
  expect([key("Tab", "Tab", 9), key("Unidentified", "Tab", 9), key("Unidentified", "", 9), key("Tab", "", 0)]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([key("Unidentified", "KeyA", 65), key("Enter", "Enter", 13), key("Unidentified", "", 0)]).toEqual([
    false,
    false,
    false,
  ]);
});

describe("the last stop leads round to the other end", () => {
  it("by buttons, past what cannot have the focus", () => {
    const html = `<button id="a"></button><input id="b" /><button id="c"></button>
      <button disabled id="d"></button><input type="hidden" id="e" /><p tabindex="-1" id="f"></p>`;
    expect([leads(html, "c"), leads(html, "a", true)]).toEqual(["a", "c"]);
    expect([leads(html, "a"), leads(html, "b"), leads(html, "b", true)], "in between it is the browser's step").toEqual(
      ["", "", ""],
    );
  });

  it.each(["yes", "no", "unknown"])("a group of which none is chosen is one stop, from its %s too", (at) => {
    const html = `${radios("arrived")}<button id="last"></button>`;
    expect(leads(html, `arrived-${at}`, true)).toBe("last");
    expect(leads(html, `arrived-${at}`)).toBe("");
    expect(leads(html, "last")).toBe("arrived-yes");
  });

  it("a group is entered at its choice, or else at the nearer end", () => {
    expect(leads(`${radios("arrived", "no")}<button id="last"></button>`, "last")).toBe("arrived-no");
    expect(leads(`<button id="first"></button>${radios("arrived", "no")}`, "first", true)).toBe("arrived-no");
    expect(leads(`<button id="first"></button>${radios("arrived")}`, "first", true)).toBe("arrived-unknown");
  });

  it("groups of two names, or of two forms, are two stops", () => {
    expect(leads(radios("arrived") + radios("charged", "yes"), "arrived-no", true)).toBe("charged-yes");
    expect(leads(radios("arrived") + radios("charged", "yes"), "arrived-no")).toBe("");
    const forms = `<form id="f"></form><form id="g"></form>${radios("same", "yes", 'form="f"')}<input type="radio" name="same" id="other" form="g" />`;
    expect(leads(forms, "other")).toBe("same-yes");
  });

  it("from the part itself, or from outside of it", () => {
    const html = `<button id="a"></button><button id="b"></button>`;
    expect([leads(html, "part"), leads(html, "part", true)]).toEqual(["", "b"]);
    expect([leads(html, "outside"), leads(html, "outside", true)]).toEqual(["", "b"]);
  });

  it("a part with one stop, and one with none", () => {
    expect(leads(`<button id="a"></button>`, "a")).toBe("a");
    expect(leads(`<p>Nothing here.</p>`, "part")).toBe("");
  });
});
