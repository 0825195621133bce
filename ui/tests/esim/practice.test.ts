// Practice with eSIMs: from Start to its till, and the panel of troubles.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lastPractised, wasPractising } from "../../src/lib/practice/practising";
import { app } from "../support/app";
import { truphone } from "../support/esim";
import { errorWith } from "../support/host";
import { live, practice, preview, signedIn } from "../support/samples";
import { esimAnswers, troubles } from "../support/sims";
import { openWindow } from "../support/window";
import { openAt } from "./open";

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  localStorage.clear();
});

const answers = { ...esimAnswers, practise_esim: () => truphone() };

describe("Practising with eSIMs", () => {
  it("is one press away at the first launch, and opens its till", async () => {
    const { user, host } = await openWindow({}, answers);
    await user.click(screen.getByTestId("start-practise-esims"));
    await screen.findByTestId("screen-till");
    expect(host.count("practise_esim")).toBe(1);
    expect(host.count("practise")).toBe(0);
    expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
    for (const nav of ["nav-till", "nav-sims", "nav-customers", "nav-history", "nav-settings"])
      expect(screen.getByTestId(nav)).toBeTruthy();
    expect(screen.getByTestId("nav-till").textContent).toContain("Sell");
    expect(screen.queryByTestId("float"), "eSIMs are sold without a float").toBeNull();
  });

  it("stands beside practice with airtime, each with its own card", async () => {
    const { user, host } = await openWindow({ connections: [practice()] }, answers);
    expect(screen.getAllByTestId("start-practise")).toHaveLength(1);
    await user.click(screen.getByTestId("start-practise-esims"));
    await screen.findByTestId("screen-till");
    await user.click(screen.getByTestId("nav-start"));
    const card = await screen.findByTestId("connection-practice-practice-esim");
    expect(card.textContent).toContain("eSIMs and their data");
    await user.click(within(card).getByTestId("start-practise-esims"));
    await waitFor(() => expect(host.count("practise_esim")).toBe(2));
    expect(app.connections.practice?.key.id, "the airtime's").toBe("practice");
  });

  it("goes on at the next start", async () => {
    const { user } = await openWindow({}, answers);
    await user.click(screen.getByTestId("start-practise-esims"));
    await screen.findByTestId("screen-till");
    await waitFor(() => expect(wasPractising()).toBe(true));
    expect(lastPractised()).toBe("esims");
    cleanup();
    const { host } = await openWindow({}, answers);
    await screen.findByTestId("screen-till");
    expect(host.count("practise_esim")).toBe(1);
    expect(host.count("practise")).toBe(0);
  });

  it("says why it did not start, and tries again", async () => {
    const { user, host } = await openWindow(
      {},
      {
        practise_esim: () => {
          throw errorWith("practiceFailed", "no port is free");
        },
      },
    );
    await user.click(screen.getByTestId("start-practise-esims"));
    expect((await screen.findByTestId("practise-error")).textContent).toContain("no port is free");
    await user.click(screen.getByTestId("practise-error-again"));
    await waitFor(() => expect(host.count("practise_esim")).toBe(2));
  });
});

describe("The panel of eSIM troubles", () => {
  async function opened(nav: "nav-sims" | "nav-customers" = "nav-sims", more = {}) {
    const window = await openAt(nav, more);
    expect(window.host.count("esim_troubles"), "nothing is asked while it is folded").toBe(0);
    await window.user.click(screen.getByTestId("esim-trouble-open"));
    await screen.findAllByTestId("esim-trouble-group");
    return window;
  }

  it("is there in practice alone", async () => {
    await openAt("nav-sims", {}, truphone({ key: { environment: "live", id: "sims" } }));
    expect(screen.queryByTestId("esim-trouble")).toBeNull();
  });

  it("has groups, and shows what has no words as it is", async () => {
    const { user } = await opened();
    const groups = screen.getAllByTestId("esim-trouble-group");
    expect(groups.map((one) => one.textContent?.trim())).toEqual(["Orders", "SIMs", "Customers", "Others"]);
    for (const group of groups) await user.click(group);
    expect(screen.getByRole("switch", { name: "The order fails" })).toBeTruthy();
    expect(screen.getByRole("switch", { name: "new_trouble" })).toBeTruthy();
  });

  it("switches a trouble, and counts those that are on", async () => {
    const on = troubles().rows.map((row) => ({ ...row, on: row.code === "order_fails" }));
    const { user, host } = await opened("nav-sims", { switch_esim_trouble: () => troubles({ rows: on }) });
    await user.click(screen.getAllByTestId("esim-trouble-group")[0] as HTMLElement);
    await user.click(screen.getByTestId("esim-trouble-order_fails"));
    await waitFor(() => expect(screen.getByText("Orders (1 on)")).toBeTruthy());
    expect(host.last("switch_esim_trouble")).toEqual({ code: "order_fails", on: true });
    expect(screen.getByTestId<HTMLInputElement>("esim-trouble-order_fails").checked).toBe(true);
  });

  it("puts a switch back that was not thrown, and says so", async () => {
    const { user } = await opened("nav-sims", {
      switch_esim_trouble: () => {
        throw errorWith("practiceFailed");
      },
    });
    await user.click(screen.getAllByTestId("esim-trouble-group")[0] as HTMLElement);
    await user.click(screen.getByTestId("esim-trouble-order_fails"));
    await screen.findByTestId("esim-trouble-error");
    expect(screen.getByTestId<HTMLInputElement>("esim-trouble-order_fails").checked).toBe(false);
  });

  it("fills a SIM into the look-up, and a customer into theirs", async () => {
    const { user, host } = await opened();
    await user.click(screen.getByTestId("esim-sample-use"));
    await waitFor(() => expect(host.last("look_up_sim")?.iccid).toBe("8944474000000000180"));
    await user.click(screen.getByTestId("nav-customers"));
    await user.click(await screen.findByTestId("esim-sample-use"));
    await waitFor(() => expect(host.last("look_up_customer")?.email).toBe("fails@practice"));
  });

  it("says why it cannot be shown, and asks again", async () => {
    const { user, host } = await openAt("nav-sims", {
      esim_troubles: () => {
        throw errorWith("practiceFailed");
      },
    });
    await user.click(screen.getByTestId("esim-trouble-open"));
    await screen.findByText("The problems cannot be shown");
    host.answer({ esim_troubles: () => troubles() });
    await user.click(screen.getByTestId("error-again"));
    await screen.findAllByTestId("esim-trouble-group");
  });
});

describe("A connection that sells eSIMs", () => {
  const truphones = "services.truphone.com";

  it.each([
    ["live", truphones, "Live: production"],
    ["test", truphones, "Test: pre-production"],
    ["live", "proxy.company.example", "Live"],
    ["practice", "127.0.0.1:41235", "Practice"],
  ] as const)("names its environment: %s at %s", async (environment, host, word) => {
    const connection = truphone({ key: { environment, id: "sims" }, host, sells: false });
    await openAt("nav-sims", {}, connection);
    const tag = within(screen.getByTestId("screen-sims").parentElement as HTMLElement).getByTestId("environment");
    expect(tag.textContent?.trim()).toBe(word);
    expect(screen.getByTestId("frame").dataset.environment).toBe(environment);
  });

  it("asks for the client's secret again where the service takes it no more", async () => {
    const connection = truphone({ session: { state: "signInAgain", person: null } });
    const { host } = await openAt("nav-sims", { practise_esim: () => truphone() }, connection);
    await host.emit({ type: "connectionChanged", connection });
    expect((await screen.findByTestId("sign-in-again")).textContent).toContain("no longer lets this client in");
    expect(screen.getByTestId("sims"), "the screen stays").toBeTruthy();
  });

  it("gives its screens to no other connection", async () => {
    const { user } = await openAt("nav-sims", {}, truphone());
    app.connections.keep(live({ session: signedIn() }));
    app.connections.choose(live().key);
    expect(await screen.findByTestId("no-connection")).toBeTruthy();
    expect(screen.queryByTestId("nav-sims")).toBeNull();
    await user.click(screen.getByText("See the connections"));
    await screen.findByTestId("screen-start");
  });
});

describe("A connection file for eSIMs", () => {
  it.each([
    ["live", "connect-api", "Live: production", "Orders are real"],
    ["test", "connect-api-preprod", "Test: pre-production", "Test orders and test SIMs"],
  ] as const)("says before it is added which of the two it is: %s", async (environment, path, word, hint) => {
    const host = "services.truphone.com";
    const baseAddress = `https://${host}/${path}`;
    const file = { api: "truphoneConnect", environment, host, baseAddress, signIn: ["clientCredentials"] } as const;
    await openWindow({ pendingImport: preview({ ...file, signIn: ["clientCredentials"] }) });
    const page = await screen.findByTestId("import");
    expect(within(page).getByTestId("environment").textContent?.trim()).toBe(word);
    expect(screen.getByTestId("import-environment-hint").textContent).toContain(hint);
    expect(page.textContent).toContain(baseAddress);
    expect(screen.getByTestId("frame").dataset.environment).toBe(environment);
  });

  it("is refused with the reason where its environment contradicts its path", async () => {
    const reason = "base_address: this is Truphone's pre-production, where no order is real";
    await openWindow({ refusedImports: [{ fileName: "sims.airtill", error: errorWith("badConnectionFile", reason) }] });
    const refused = await screen.findByTestId("import-refused");
    expect(refused.textContent).toContain("sims.airtill");
    expect(refused.textContent).toContain("Truphone's pre-production, where no order is real");
  });
});
