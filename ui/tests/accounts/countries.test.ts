// The countries that the service knows, and the picker that every list of them is chosen in.
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { errorWith } from "../support/host";
import { accounts, ago } from "../support/samples";
import { openAccount } from "./open";

describe("Countries", () => {
  const picker = () => screen.getByTestId<HTMLInputElement>("country-picker");
  const options = () => screen.queryAllByRole("option").map((one) => one.querySelector("bdi")?.textContent);
  const active = () =>
    document.getElementById(picker().getAttribute("aria-activedescendant") ?? "")?.querySelector("bdi")?.textContent;

  it("are searched and chosen by keys alone", async () => {
    const { user } = await openAccount();
    (await screen.findByTestId("country-picker")).focus();
    await user.keyboard("{ArrowDown}");
    expect(options()).toEqual(["Côte d’Ivoire", "Kenya", "South Sudan", "Sudan", "Uganda"]);
    expect(active()).toBe("Côte d’Ivoire");
    await user.keyboard("{ArrowUp}");
    expect(active(), "round the end").toBe("Uganda");
    await user.keyboard("sud");
    expect(options()).toEqual(["Sudan", "South Sudan"]);
    expect(screen.getByText("2 countries")).toBeTruthy();
    await user.keyboard("{ArrowDown}{Enter}");
    expect(picker().value).toBe("South Sudan");
    expect(picker().getAttribute("aria-expanded")).toBe("false");
    expect(screen.getByTestId("country-chosen").textContent).toContain("SS");
  });

  it("have the option under the keys selected, and the chosen one ticked", async () => {
    const { user } = await openAccount();
    await user.click(await screen.findByTestId("country-picker"));
    await user.click(screen.getByTestId("country-option-KE"));
    const selected = () => screen.getAllByRole("option", { selected: true }).map((one) => one.dataset.testid);
    await user.keyboard("{ArrowDown}");
    expect(selected(), "opened on it").toEqual(["country-option-KE"]);
    await user.keyboard("{ArrowDown}");
    expect(selected()).toEqual(["country-option-SS"]);
    expect(picker().getAttribute("aria-activedescendant")).toBe(screen.getByTestId("country-option-SS").id);
    expect(screen.getByRole("option", { name: /Kenya Chosen KE/u })).toBeTruthy();
    expect(screen.getAllByLabelText("Chosen")).toHaveLength(1);
  });

  it("close by Escape without leaving the screen, and keep what was chosen", async () => {
    const { user } = await openAccount();
    await user.click(await screen.findByTestId("country-picker"));
    await user.click(screen.getByTestId("country-option-KE"));
    expect(picker().value).toBe("Kenya");
    expect(document.activeElement).toBe(picker());
    await user.clear(picker());
    await user.type(picker(), "atlantis");
    expect(screen.getByTestId("country-none")).toBeTruthy();
    await user.click(picker());
    expect(picker().getAttribute("aria-activedescendant"), "nothing absent is named").toBeNull();
    await user.keyboard("{Enter}{Escape}");
    await waitFor(() => expect(picker().value).toBe("Kenya"));
    expect(options()).toEqual([]);
    expect(screen.getByTestId("screen-account")).toBeTruthy();
    await user.keyboard("{Escape}");
    await screen.findByTestId("screen-start");
  });

  it("put back what was typed and not chosen when the field is left", async () => {
    const { user } = await openAccount();
    await user.type(await screen.findByTestId("country-picker"), "ug");
    await fireEvent.blur(picker());
    await waitFor(() => expect(picker().value).toBe(""));
    expect(screen.queryByTestId("country-chosen")).toBeNull();
  });

  it("are kept for a time without network, and say their age and why", async () => {
    await openAccount({
      countries: () => ({
        countries: [{ code: "SS", name: "South Sudan" }],
        at: ago(7300),
        error: errorWith("offline"),
      }),
    });
    expect((await screen.findByTestId("countries-age")).textContent).toContain("2 hours ago");
    expect(screen.getByTestId("countries-old").textContent).toContain("cannot be reached");
    expect(screen.getByTestId("country-picker")).toBeTruthy();
  });

  it("that never came are an error with a way to ask again", async () => {
    const { user, host } = await openAccount({
      countries: () => ({ countries: [], at: null, error: errorWith("offline") }),
    });
    await user.click(await screen.findByTestId("countries-error-again"));
    await waitFor(() => expect(host.count("countries")).toBe(2));
    host.answer({ countries: () => ({ countries: [], at: ago(1), error: null }) });
    await user.click(screen.getByTestId("countries-error-again"));
    expect(await screen.findByTestId("countries-empty")).toBeTruthy();
  });

  it("are asked for once in a visit, and kept from one to the next", async () => {
    const { user, host } = await openAccount();
    await screen.findByTestId("country-picker");
    await host.emit({ type: "connectionChanged", connection: accounts({ name: "Renamed" }) });
    expect(host.count("countries")).toBe(1);
    host.answer({ countries: () => new Promise(() => {}) });
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("rail-account"));
    expect(await screen.findByTestId("country-picker")).toBeTruthy();
    expect(host.count("countries")).toBe(2);
  });
});
