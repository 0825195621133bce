// Start in the whole window: the two ways to begin, the connections, and what is wrong at the start.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { noticeMessages } from "../../src/lib/connection/notices";
import type { NoticeCode } from "../../src/lib/ipc/generated";
import { errorWith } from "../support/host";
import { live, practice, signedIn, test as trial } from "../support/samples";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

describe("Start", () => {
  it("offers two ways to begin at first launch, practice first", async () => {
    await openWindow();
    expect(screen.getByTestId("start-practise").textContent).toContain("Practise without money");
    expect(screen.getByTestId("start-connect").textContent).toContain("Connect your company's service");
    expect(screen.queryByTestId("nav-till")).toBeNull();
    expect(screen.getByTestId("frame").dataset.environment).toBe("none");
  });

  it("leads from one press to the till of practice, framed and named", async () => {
    const { user, host } = await openWindow();
    await user.click(screen.getByTestId("start-practise"));
    await screen.findByTestId("screen-till");
    expect(host.count("practise")).toBe(1);
    expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
    expect(screen.getAllByTestId("environment").some((tag) => tag.textContent?.includes("Practice"))).toBe(true);
    expect(screen.getByTestId("float-balance").textContent).toContain("25,000.00");
  });

  it("says why practice did not start, and tries again", async () => {
    const { user, host } = await openWindow(
      {},
      {
        practise: () => {
          throw errorWith("practiceFailed", "no port is free");
        },
      },
    );
    await user.click(screen.getByTestId("start-practise"));
    expect((await screen.findByTestId("practise-error")).textContent).toContain("no port is free");
    await user.click(screen.getByTestId("practise-error-again"));
    await waitFor(() => expect(host.count("practise")).toBe(2));
  });

  it("shows each connection with its person, float and doubts", async () => {
    await openWindow({ connections: [live({ session: signedIn() }), trial(), practice()] });
    const card = within(screen.getByTestId("connection-test-trial"));
    expect(card.getByText("admin@company.example")).toBeTruthy();
    expect(card.getByText("2 sales in doubt")).toBeTruthy();
    expect(card.getByText("2 hours ago")).toBeTruthy();
    expect(screen.getByTestId("start-practise")).toBeTruthy();
    expect(screen.getByTestId("start-connect")).toBeTruthy();
  });

  it("says aloud that sign-ins will be forgotten, and lets the person choose", async () => {
    const { user, host } = await openWindow({ vault: "locked" });
    expect(screen.getByTestId("vault").textContent).toContain("forgotten when the till closes");
    await user.click(screen.getByTestId("vault-nothing"));
    await waitFor(() =>
      expect(screen.queryByTestId("vault-nothing"), "what was chosen is not offered again").toBeNull(),
    );
    expect(screen.getByTestId("vault").textContent, "and it is still said aloud").toContain("as you chose");
    expect(host.count("remember_nothing")).toBe(1);
  });

  it.each(Object.keys(noticeMessages) as NoticeCode[])("words %s whole, with its detail", async (code) => {
    await openWindow({ notices: [{ code, detail: "till.unreadable.json" }] });
    const notice = screen.getByTestId(`notice-${code}`);
    expect(notice.textContent).toContain("till.unreadable.json");
    expect(notice.textContent, "no gap is left open").not.toMatch(/[{}]/u);
  });

  it("words a notice, and puts it away when asked", async () => {
    const { user } = await openWindow({ notices: [{ code: "ledgerSetAside", detail: "ledger.bad" }] });
    const notice = screen.getByTestId("notice-ledgerSetAside");
    expect(notice.textContent).toContain("none was overwritten");
    expect(notice.textContent).toContain("ledger.bad");
    await user.click(within(notice).getByRole("button"));
    expect(screen.queryByTestId("notice-ledgerSetAside")).toBeNull();
  });

  it("says in words that it could not be opened, and asks again", async () => {
    const { user, host } = await openWindow(
      {},
      {
        start: () => {
          throw errorWith("readOnly");
        },
      },
    );
    expect((await screen.findByTestId("error")).textContent).toContain("cannot be written to");
    const asked = host.count("start");
    await user.click(screen.getByTestId("error-again"));
    await waitFor(() => expect(host.count("start")).toBe(asked + 1));
  });
});
