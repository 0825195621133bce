import { readFileSync } from "node:fs";
import { render as renderAlone, screen, waitFor, within } from "@testing-library/svelte";
import jsQR from "jsqr";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import QrCode from "../../src/components/esim/QrCode.svelte";
import type { ActivationCodeView, StartView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { activationCode, catalogue, CODE_ROWS, CODE_TEXT, truphone } from "../support/esim";
import { errorWith, type Answers } from "../support/host";
import { sale } from "../support/sales";
import { openWindow } from "../support/window";
import { settled } from "./settled";

const at = (id: string) => screen.getByTestId(id);
const ICCID = "8944478600000003211";

async function open(answer: Partial<ActivationCodeView> = {}, answers: Answers = {}, first: Partial<StartView> = {}) {
  const connection = truphone();
  const opened = await openWindow(
    { connections: [connection], ...first },
    { activation_code: () => activationCode(answer), catalogue: () => catalogue(), ...answers },
  );
  app.connections.choose(connection.key);
  app.navigation.reset({ name: "till" });
  await screen.findByTestId("catalogue");
  app.navigation.go({ name: "code", connection: connection.key, iccid: ICCID, product: "Kenya 1 GB" });
  await screen.findByTestId("screen-code");
  return opened;
}

/** Draws the elements of a drawing as pixels, as a screen would. */
function pixelsOf(drawing: Element, scale: number) {
  const [left = 0, top = 0, side = 0] = (drawing.getAttribute("viewBox") ?? "").split(" ").map(Number);
  const size = side * scale;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(128);
  const paint = (x: number, y: number, width: number, height: number, ink: number) => {
    for (let row = (y - top) * scale; row < (y - top + height) * scale; row++)
      for (let column = (x - left) * scale; column < (x - left + width) * scale; column++)
        pixels.set([ink, ink, ink, 255], (row * size + column) * 4);
  };
  const ground = drawing.querySelector("rect");
  const of = (name: string) => Number(ground?.getAttribute(name));
  paint(of("x"), of("y"), of("width"), of("height"), 255);
  const path = drawing.querySelector("path")?.getAttribute("d") ?? "";
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu))
    paint(Number(x), Number(y), Number(width), 1, 0);
  return { pixels, size };
}

describe("the drawn code", () => {
  it("is read by another decoder as the text, with white all around it", () => {
    renderAlone(QrCode, { props: { rows: CODE_ROWS, label: "A code" } });
    const { pixels, size } = pixelsOf(at("qr-code"), 4);
    const read = jsQR(pixels, size, size);
    expect(read?.data).toBe(CODE_TEXT);
    expect(at("qr-code").getAttribute("viewBox")).toBe(`-4 -4 ${CODE_ROWS.length + 8} ${CODE_ROWS.length + 8}`);
    expect(
      pixels.subarray(0, size * 4 * 16).every((part) => part === 255),
      "four modules of white",
    ).toBe(true);
    expect(screen.getByRole("img", { name: "A code" })).toBeTruthy();
  });
});

describe("the screen of the code", () => {
  it("shows nothing of the till around it", async () => {
    await open();
    await screen.findByTestId("qr-code");
    expect(screen.queryByRole("navigation")).toBeNull();
    expect(screen.queryByTestId("connection-name")).toBeNull();
    expect(screen.queryByTestId("float")).toBeNull();
    expect(screen.queryByTestId("person")).toBeNull();
    expect(at("frame").dataset.environment, "its environment stays").toBe("practice");
    expect(at("esim-environment").textContent).toContain("Practice");
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1, name: "Your eSIM" }));
  });

  it("tells the news of other sales to nobody here", async () => {
    await open();
    app.announcer.say("Confirmed. 60 SSP to another customer.");
    await screen.findByTestId("qr-code");
    expect(screen.queryByText(/another customer/u)).toBeNull();
  });

  it("shows nothing of other sales as they change or as the till closes", async () => {
    const { user, host } = await open();
    await screen.findByTestId("qr-code");
    const before = at("screen-code").textContent;
    const other = sale({ id: "other", state: "inDoubt", connection: truphone().key });
    await host.emit({ type: "saleChanged", sale: other });
    await user.keyboard("{Control>}hnku,{/Control}?");
    expect(app.navigation.current.name).toBe("code");
    expect(at("screen-code").textContent).toBe(before);
    expect(document.body.textContent).not.toContain("921");
    await host.emit({ type: "closingChanged", closing: { number: "+211 921 234 567", product: null } });
    expect(at("closing-what").textContent).toBe("Finishing what the till has begun.");
    await host.emit({ type: "closingChanged", closing: { number: null, product: "Kenya 1 GB" } });
    expect(at("closing-what").textContent).not.toContain("Kenya");
    app.navigation.back();
    await waitFor(() => expect(at("closing-what").textContent).toContain("Kenya 1 GB"));
  });

  it("says what was said behind it once it is closed", async () => {
    const { user, host } = await open();
    await screen.findByTestId("qr-code");
    const region = at("live-region");
    const other = sale({ id: "other", state: "inDoubt", connection: truphone().key });
    await host.emit({ type: "saleChanged", sale: other });
    app.announcer.say("About the SIM: the device was changed.");
    expect(region.textContent).not.toMatch(/About the SIM|\d{3}/u);
    await user.click(at("code-back"));
    await screen.findByTestId("sale-news");
    await waitFor(() => expect(region.textContent).toContain("About the SIM: the device was changed."));
    expect(region.textContent).toContain("921");
    expect(at("live-region"), "the region was there before").toBe(region);
    app.navigation.go({ name: "settings" });
    await waitFor(() => expect(region.textContent).toBe(""));
  });

  it("says a new text size, that it is here, and what a look again found", async () => {
    const { user, host } = await open({ status: "unavailable", text: null, rows: [] });
    await user.click(await screen.findByTestId("code-again"));
    await waitFor(() => expect(at("live-region").textContent).toBe("This eSIM is unavailable"));
    host.answer({ activation_code: () => activationCode() });
    await user.click(at("code-again"));
    await screen.findByTestId("qr-code");
    expect(app.announcer.text).toBe("The code is shown.");
    await user.keyboard("{Control>}+{/Control}");
    await waitFor(() => expect(at("live-region").textContent).toContain("110"));
  });

  it("has the text to copy and to read aloud, and both ways by hand", async () => {
    const { user } = await open();
    const copied = vi.spyOn(navigator.clipboard, "writeText");
    const text = await screen.findByTestId("code-text");
    expect(text.textContent).toBe(CODE_TEXT);
    const groups = text.querySelectorAll("span").length;
    expect(text.querySelectorAll("wbr"), "a line may end between two groups").toHaveLength(groups - 1);
    expect([...text.querySelectorAll("span")].map((group) => group.textContent)).toContain("1W1Z9P7");
    expect(at("code-server").textContent).toBe("rsp.truphone.com");
    expect(at("code-matching-id").textContent).toBe("QR-G-5C-1LS-1W1Z9P7");
    await user.click(at("code-text-copy"));
    expect(copied).toHaveBeenCalledWith(CODE_TEXT);
  });

  it("has the text in one line for a hand that selects it", () => {
    const source = readFileSync("src/components/esim/CodeText.svelte", "utf8");
    const rules = [...source.matchAll(/^ {2}code[^{]*\{([^}]*)\}/gmu)].map(([, body = ""]) => body);
    expect(rules.length).toBeGreaterThan(1);
    for (const rule of rules) expect(rule, "blocks are copied with line breaks").not.toContain("display");
  });

  it("has numbered steps and a link for each kind of phone", async () => {
    const { user } = await open();
    const copied = vi.spyOn(navigator.clipboard, "writeText");
    for (const phone of ["iphone", "android"]) {
      const steps = await screen.findByTestId(`steps-${phone}`);
      expect(within(steps).getAllByRole("listitem")).toHaveLength(4);
      await user.click(at(`link-${phone}`));
    }
    expect(copied.mock.calls.map(([link]) => new URL(link).host)).toEqual([
      "esimsetup.apple.com",
      "esimsetup.android.com",
    ]);
  });

  it.each([
    ["downloaded", "fetched this eSIM already"],
    ["installed", "installed already"],
    ["other", "no status that the till knows"],
  ] as const)("warns about a %s SIM, and shows its code", async (status, words) => {
    await open({ status });
    expect((await screen.findByTestId("code-warning")).textContent).toContain(words);
    expect(at("qr-code")).toBeTruthy();
    expect(at("code-sheet").textContent, "nobody is told to scan a code that may be refused").not.toContain(
      "Scan this code with the phone",
    );
  });

  it("warns of nothing where the SIM is free", async () => {
    await open();
    await screen.findByTestId("qr-code");
    expect(screen.queryByTestId("code-warning")).toBeNull();
    expect(at("code-sheet").textContent).toContain("Scan this code with the phone");
  });

  it("brings the code in sight", async () => {
    const brought = vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
    await open();
    await waitFor(() => expect(brought.mock.contexts.some((part) => part === at("qr-code"))).toBe(true));
  });

  it("keeps a warning in sight rather than the code", async () => {
    const brought = vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
    await open({ status: "installed" });
    await screen.findByTestId("code-warning");
    await settled();
    expect(brought.mock.contexts.some((part) => (part as Element).contains(at("qr-code")))).toBe(false);
  });

  it("says to type no spaces where a part without marks has gaps", async () => {
    await open({ matchingId: "ABCDEFGHIJKL" });
    expect((await screen.findByTestId("code-matching-id")).closest(".part")?.textContent).toContain(
      "Type it without spaces.",
    );
    expect(at("code-text").closest(".part")?.textContent).not.toContain("Type it without spaces.");
    expect(at("code-matching-id").querySelectorAll(".gap")).toHaveLength(2);
  });

  it("offers a new eSIM for one that is unavailable, after another look", async () => {
    const none: Partial<ActivationCodeView> = {
      status: "unavailable",
      text: null,
      rows: [],
      appleLink: null,
      androidLink: null,
    };
    const { user, host } = await open({ ...none, server: null, matchingId: null });
    expect((await screen.findByTestId("code-none")).textContent).toContain("unavailable");
    expect(screen.queryByTestId("qr-code")).toBeNull();
    await user.click(at("code-again"));
    await waitFor(() => expect(host.count("activation_code")).toBe(2));
    await user.click(await screen.findByTestId("code-new"));
    expect(await screen.findByTestId("catalogue")).toBeTruthy();
  });

  it("draws no code whose rows are no square", async () => {
    await open({ rows: ["101", "1"] });
    expect(await screen.findByTestId("code-none")).toBeTruthy();
  });

  it("goes back by Escape and by its button", async () => {
    const { user } = await open();
    await user.keyboard("{Escape}");
    expect(await screen.findByTestId("catalogue")).toBeTruthy();
    app.navigation.go({ name: "code", connection: truphone().key, iccid: ICCID });
    const back = await screen.findByTestId("code-back");
    expect(back.textContent?.trim(), "wherever that is").toBe("Back");
    await user.click(back);
    expect(await screen.findByTestId("catalogue")).toBeTruthy();
  });

  it("is printed, and saved as a picture or a PDF where a person chooses", async () => {
    const { user, host } = await open(
      {},
      {
        print_page: () => ({}),
        save_activation_code: ({ format }) => ({ name: format === "png" ? "esim-practice-3211.png" : null }),
      },
    );
    await user.click(await screen.findByTestId("code-print"));
    expect(host.count("print_page")).toBe(1);
    await user.click(at("code-save-png"));
    await waitFor(() => expect(at("code-done").textContent).toBe("Saved as esim-practice-3211.png"));
    expect(host.last("save_activation_code")).toMatchObject({ format: "png", lines: [] });
    await user.click(at("code-save-pdf"));
    const asked = host.last("save_activation_code");
    expect(asked).toMatchObject({ connection: truphone().key, iccid: ICCID, format: "pdf" });
    expect(asked?.lines[0], "a page names its environment").toContain("Practice. Nothing is real");
    expect(asked?.lines).toContain("1. Connect the phone to Wi-Fi.");
    expect(asked?.lines.length).toBeLessThanOrEqual(30);
    await waitFor(() => expect(at("code-done").textContent, "none was chosen").toBe(""));
  });

  it("says why it could not be saved, and keeps the code", async () => {
    const { user } = await open(
      {},
      {
        save_activation_code: () => {
          throw errorWith("diskFull");
        },
      },
    );
    await user.click(await screen.findByTestId("code-save-pdf"));
    expect((await screen.findByTestId("code-act-error")).textContent).toContain("This was not done");
    expect(at("qr-code")).toBeTruthy();
  });

  it("says why there is no code, and asks again", async () => {
    let broken = true;
    const { user } = await open(
      {},
      {
        activation_code: () => {
          if (broken) throw errorWith("offline");
          return activationCode();
        },
      },
    );
    expect(await screen.findByText("The code cannot be shown")).toBeTruthy();
    broken = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByTestId("qr-code")).toBeTruthy();
  });

  it("changes its size by the same keys", async () => {
    const { user, host } = await open();
    await user.keyboard("{Control>}+{/Control}");
    await waitFor(() => expect(host.count("set_text_size")).toBe(1));
  });
});

beforeEach(() => {
  Object.defineProperty(navigator, "clipboard", { value: { writeText: async () => {} }, configurable: true });
});
afterEach(() => vi.restoreAllMocks());
