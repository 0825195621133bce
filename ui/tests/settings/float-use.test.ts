// What is declared of a float, in a clerk's words: at the import, in the settings and on the card.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { changedLine, consequence, declaredSentences, goesBy, judging } from "../../src/lib/connection/float-use";
import { durationText } from "../../src/lib/format/time";
import { t } from "../../src/lib/i18n";
import type {
  ConnectionView,
  DeclarationsView,
  DeclaredLine,
  FloatUseView,
  SecondDebitView,
  WhyNotView,
} from "../../src/lib/ipc/generated";
import { errorWith } from "../support/host";
import { declared, floatUse, live, preview, signedIn, ssp } from "../support/samples";
import { openSettings as unfold, openWindow } from "../support/window";

afterEach(() => cleanup());

/** As a file that declares nothing. */
const nothing = declared({
  usedBy: "others",
  smallestDeposit: null,
  booksOneAtATime: false,
  secondDebit: { may: "unknown" },
});

const not = (whyNot: WhyNotView): FloatUseView => floatUse({ judges: "indications", since: null, whyNot });

const said = (view: DeclarationsView): string =>
  declaredSentences(view)
    .map((one) => one.sentence)
    .join(" ");

describe("The declaration", () => {
  it("is one sentence for each line, and no default is told as a fact", () => {
    expect(declaredSentences(declared()).map((one) => one.line)).toEqual([
      "usedBy",
      "smallestDeposit",
      "rest",
      "booksOneAtATime",
      "secondDebit",
    ]);
    expect(said(declared())).toContain("Only this till sells from this float.");
    expect(said(declared())).toContain("500.00\u00a0SSP or more");
    expect(said(declared())).toContain("10 minutes after it was handed over");
    expect(said(nothing)).toContain("It is not declared that only this till sells from this float.");
    expect(said(nothing)).toContain("It is not declared that the service books one sale after the other.");
    expect(said(nothing)).toContain("It is not declared whether");
    expect(said(nothing)).not.toContain("paid in");
  });

  it("says of a deposit what it means beside the others", () => {
    expect(said(declared({ smallestDeposit: null }))).toContain("money that is paid in can stop the till from judging");
    expect(said(declared({ usedBy: "others" }))).toContain("This says nothing as long as");
  });

  it.each<[SecondDebitView, string]>([
    [{ may: "no" }, "charged once and no more"],
    [{ may: "within", seconds: 3600 }, "a second time, at the latest 1 hour after it was handed over"],
    [{ may: "unknown" }, "not declared whether a sale that the service has taken"],
  ])("says of a second charge: %o", (secondDebit, words) => {
    expect(said(declared({ secondDebit }))).toContain(words);
  });

  it("names what follows, and what an untrue line can do", () => {
    expect(consequence(declared())).toContain("where one is not true, the till can say something false");
    expect(consequence(nothing)).toContain("settles nothing by itself");
    expect(consequence(nothing)).not.toContain("may say by itself");
  });

  it("has a name of its own for every line that can change", () => {
    const lines: DeclaredLine[] = ["usedBy", "smallestDeposit", "rest", "booksOneAtATime", "secondDebit"];
    expect(new Set(lines.map((line) => t(changedLine(line)))).size).toBe(lines.length);
  });

  it.each([
    [1, "1 second"],
    [90, "90 seconds"],
    [60, "1 minute"],
    [600, "10 minutes"],
    [3600, "1 hour"],
    [5400, "90 minutes"],
    [86400, "24 hours"],
  ])("shows %i seconds as %s", (seconds, words) => {
    expect(durationText(seconds, "en")).toBe(words);
  });
});

describe("Whether the till judges alone", () => {
  it.each<[string, FloatUseView, string[]]>([
    ["since the proof began", floatUse(), ["has judged alone since", "as declared"]],
    ["where nothing says since when", floatUse({ since: null }), ["judges alone", "as declared"]],
    [
      "not by its own file",
      not({ reason: "declaredShared", by: null }),
      ["settles nothing by itself", "the connection file does not say"],
    ],
    [
      "not by another file",
      not({ reason: "declaredShared", by: "Second\u202e counter" }),
      ["Second counter leads to the same float"],
    ],
    ["not while nobody is signed in", not({ reason: "accountUnknown" }), ["nobody is signed in"]],
    ["not before a reading", not({ reason: "neverRead" }), ["has not read the float since this was declared"]],
    [
      "not after a fall",
      not({ reason: "ended", at: "2026-11-21T08:30:00Z", moved: ssp("20.00") }),
      ["20.00\u00a0SSP lower", "perhaps"],
    ],
    [
      "not after a rise",
      not({
        reason: "ended",
        at: "2026-11-21T08:30:00Z",
        moved: ssp("-500.00"),
      }),
      ["500.00\u00a0SSP higher", "perhaps"],
    ],
    [
      "not after something else",
      not({ reason: "ended", at: "2026-11-21T08:30:00Z", moved: null }),
      ["do not explain. Since then"],
    ],
  ])("is said %s", (_, view, words) => {
    for (const word of words) expect(judging(view)).toContain(word);
    expect(judging(view)).not.toContain("\u2212");
    expect(judging(view).includes("settles nothing")).toBe(view.judges === "indications");
  });
});

describe("The import", () => {
  it("shows what a file declares, line by line", async () => {
    await openWindow({ pendingImport: preview({ declares: declared() }) });
    const shown = within(await screen.findByTestId("import-declared"));
    expect(shown.getAllByRole("listitem")).toHaveLength(5);
    expect(screen.getByTestId("import-declared").textContent).toContain("Only this till sells from this float.");
    expect(screen.queryByTestId("import-declares-anew")).toBeNull();
    expect(screen.queryByTestId("import-same-host")).toBeNull();
  });

  it("marks the lines that change, and names those that are gone", async () => {
    const declares = declared({ usedBy: "others", smallestDeposit: null });
    await openWindow({
      pendingImport: preview({
        replaces: true,
        declares,
        declaresAnew: ["usedBy", "smallestDeposit"],
      }),
    });
    const notice = (await screen.findByTestId("import-declares-anew")).textContent;
    expect(notice).toContain("settles no older doubt by it");
    expect(notice).toContain("the users of the float, the smallest deposit");
    const items = within(screen.getByTestId("import-declared")).getAllByRole("listitem");
    expect(items.filter((item) => item.textContent.includes("changed")).map((item) => item.dataset.line)).toEqual([
      "usedBy",
    ]);
  });

  it("warns of another connection to the same host by its name", async () => {
    await openWindow({
      pendingImport: preview({
        declares: nothing,
        sameHost: ["Second counter"],
      }),
    });
    const notice = (await screen.findByTestId("import-same-host")).textContent;
    expect(notice).toContain(
      "Second counter goes to the same host. If the same person signs in at both, they sell from one float",
    );
  });

  it("names several connections to the same host", async () => {
    await openWindow({
      pendingImport: preview({
        declares: nothing,
        sameHost: ["North", "South"],
      }),
    });
    expect((await screen.findByTestId("import-same-host")).textContent).toContain(
      "North and South go to the same host.",
    );
  });

  it("says nothing of a float where the service has none", async () => {
    await openWindow({ pendingImport: preview() });
    await screen.findByTestId("import");
    expect(screen.queryByTestId("import-declared")).toBeNull();
  });
});

async function openSettings(shown: FloatUseView | null, answers: Parameters<typeof openWindow>[1] = {}) {
  const connection: ConnectionView = live({ session: signedIn(), floatUse: shown });
  const opened = await openWindow({ connections: [connection] }, answers);
  await unfold(opened.user);
  return { ...opened, connection };
}

describe("The settings", () => {
  it("show whether the till judges alone, since when, and by which lines", async () => {
    await openSettings(floatUse());
    expect(screen.getByTestId("settings-float").textContent).toContain("has judged alone since");
    expect(screen.getByTestId("settings-declared").textContent).toContain("Only this till sells from this float.");
    expect(screen.queryByTestId("settings-float-again")).toBeNull();
  });

  it("offer to declare it again where the proof ended, after a yes", async () => {
    const ended = not({
      reason: "ended",
      at: "2026-11-21T08:30:00Z",
      moved: ssp("20.00"),
    });
    const { user, host, connection } = await openSettings(ended, {
      declare_again: () => live({ session: signedIn(), floatUse: floatUse() }),
    });
    await user.click(screen.getByTestId("settings-float-again"));
    expect(host.count("declare_again")).toBe(0);
    const dialog = await screen.findByTestId("declare-dialog");
    expect(dialog.textContent).toContain("if nobody else uses it from now on");
    await waitFor(() =>
      expect(document.activeElement, "Enter alone declares nothing").toBe(screen.getByTestId("declare-cancel")),
    );
    expect(screen.getByTestId("declare-confirm").textContent).toContain("Only this till uses this float");
    await user.click(screen.getByTestId("declare-confirm"));
    expect(host.last("declare_again")).toEqual({ connection: connection.key });
    await waitFor(() => expect(screen.getByTestId("settings-float").textContent).toContain("has judged alone since"));
    expect(screen.queryByTestId("settings-float-again")).toBeNull();
    expect(screen.getByTestId("live-region").textContent).toContain("is declared again");
  });

  it("claim nothing that ended with the proof", async () => {
    await openSettings(not({ reason: "ended", at: "2026-11-21T08:30:00Z", moved: null }));
    const words = screen.getByTestId("settings").textContent;
    expect(words).toContain("It went by this:");
    expect(words).not.toContain("may say by itself");
    expect(goesBy(not({ reason: "neverRead" }))).toBe("It will go by this:");
    expect(goesBy(not({ reason: "declaredShared", by: null }))).toBe("The till goes by this:");
    expect(goesBy(floatUse())).toBe("The till goes by this:");
  });

  it.each<WhyNotView>([
    { reason: "declaredShared", by: null },
    { reason: "declaredShared", by: "Second counter" },
    { reason: "accountUnknown" },
    { reason: "neverRead" },
  ])("offer nothing to be pressed where no yes would help: %o", async (whyNot) => {
    await openSettings(not(whyNot));
    expect(screen.getByTestId("settings-float").textContent).toContain("settles nothing by itself");
    expect(screen.queryByTestId("settings-float-again")).toBeNull();
  });

  it("keep the state and say why when it was not declared", async () => {
    const ended = not({
      reason: "ended",
      at: "2026-11-21T08:30:00Z",
      moved: null,
    });
    const { user } = await openSettings(ended, {
      declare_again: () => Promise.reject(errorWith("diskFull")),
    });
    await user.click(screen.getByTestId("settings-float-again"));
    await user.click(await screen.findByTestId("declare-confirm"));
    expect((await screen.findByTestId("settings-float-error")).textContent).toContain(
      "The float was not declared again",
    );
    expect(screen.getByTestId("settings-float-again")).toBeTruthy();
  });

  it("name the others that sell from the same float", async () => {
    await openSettings(floatUse({ sharedWith: ["North", "South"] }));
    expect(screen.getByTestId("settings-float-shared").textContent).toContain(
      "Sells from the same float as North and South.",
    );
  });

  it("say nothing of a float where the service has none", async () => {
    await openSettings(null);
    expect(screen.queryByTestId("settings-float")).toBeNull();
  });
});

it("The card names the others that sell from the same float", async () => {
  await openWindow({
    connections: [live({ floatUse: floatUse({ sharedWith: ["Second counter"] }) })],
    notices: [{ code: "floatShared", detail: "Juba main counter · Second counter" }],
  });
  expect((await screen.findByTestId("start-shared")).textContent).toContain("Second counter");
  const notice = screen.getByTestId("notice-floatShared").textContent;
  expect(notice).toContain("they sell from one float");
  expect(notice).toContain("Juba main counter · Second counter");
});
