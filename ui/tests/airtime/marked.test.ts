// A person's word about a sale is announced as theirs, and a doubt that nobody checks says so.
import { screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import OutcomePanel from "../../src/components/sale/OutcomePanel.svelte";
import { app, render } from "../support/app";
import type { Host } from "../support/host";
import { practice } from "../support/samples";
import { detail, inState, line, sellingHost, viewing } from "../support/sales";

describe("a person who listens", () => {
  let host: Host;
  afterEach(() => host.remove());

  it("hears what was said of it, by whom and how they know", async () => {
    const doubt = inState("inDoubt", { checking: false, evidence: [line("movedByOthers")] });
    const after = inState("said", { id: doubt.id, revision: doubt.revision + 1 });
    host = sellingHost([doubt], { say_what_happened: () => after, sale_detail: () => detail(after) });
    const word = { arrived: true, charged: null, reason: " Heard the message ", adopted: false };
    expect(await app.inView(doubt).say(word)).toBe(true);
    await waitFor(() =>
      expect(app.announcer.text).toMatch(/^Said: arrived\. .* says: it arrived\. Reason: “Heard the message”$/u),
    );
    expect(host.last("say_what_happened")).toMatchObject({ ...word, reason: "Heard the message", sale: doubt.id });
    expect(host.count("see_notices"), "there was nothing to look at").toBe(0);
  });

  it("counts as looked at once something was said of it", async () => {
    const open = inState("reopened");
    host = sellingHost([open], {
      say_what_happened: () => inState("said", { id: open.id, revision: open.revision + 1 }),
      see_notices: () => practice(),
    });
    await app.inView(open).say({ arrived: false, charged: null, reason: "Asked the customer", adopted: false });
    expect(host.last("see_notices")).toEqual({ connection: open.connection, notices: [41] });
  });
});

describe("a doubt that is not being checked", () => {
  const text = () => document.body.textContent ?? "";

  it("says so, and offers to check now", () => {
    render(OutcomePanel, { viewing: viewing(inState("inDoubt", { checking: false })) });
    expect(text()).toContain("The float has not been read since: check now.");
    expect(text()).not.toMatch(/in a moment|goes on reading/u);
    expect(screen.getByTestId("outcome-check").textContent).toContain("Check now");
  });

  it("is being checked while a person's check runs", () => {
    render(OutcomePanel, { viewing: viewing(inState("inDoubt", { checking: false }), { checking: true }) });
    expect(text()).toContain("The till reads the float in a moment.");
    expect(text()).not.toMatch(/could not be read|has not been read/u);
  });

  it("is checked again where the balance was read", () => {
    render(OutcomePanel, {
      viewing: viewing(inState("inDoubt", { checking: false, evidence: [line("unchangedSoFar")] })),
    });
    expect(screen.getByTestId("outcome-check").textContent).toContain("Check again");
  });
});
