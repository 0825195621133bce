// Connections that the company placed on this computer: named as such, and nobody's to remove or replace.
import { cleanup, screen, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { errorWith } from "../support/host";
import { accounts, live } from "../support/samples";
import { openSettings, openWindow } from "../support/window";

afterEach(() => cleanup());

describe("A connection of the company", () => {
  it("p05_is named in its row, with a sentence in place of its removal", async () => {
    const { user } = await openWindow({ connections: [accounts(), live()], ofCompany: [live().key] });
    await openSettings(user);
    const row = (name: string) => within(screen.getByTestId(name));
    const company = row("settings-live-juba-main");
    expect(company.getByTestId("settings-of-company").textContent).toBe("Set by your company");
    expect(company.getByText(/Its administrator alone removes or replaces it/u)).toBeTruthy();
    expect(company.queryByTestId("remove-connection")).toBeNull();
    const own = row("settings-live-company");
    expect(own.queryByTestId("settings-of-company"), "the other one is the person's").toBeNull();
    expect(own.getByTestId("remove-connection")).toBeTruthy();
  });

  it("p05_is not replaced by another file, and a sentence says why", async () => {
    const refused = [{ fileName: "mine.airtill", error: errorWith("setByCompany", "Second desk") }];
    await openWindow({ refusedImports: refused });
    const notice = await screen.findByTestId("import-refused");
    expect(notice.textContent).toContain("Your company set this on this computer, so it cannot be changed here.");
    expect(notice.textContent).toContain("Second desk");
  });
});
