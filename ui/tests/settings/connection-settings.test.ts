// What an administrator does to a connection: its client secret, its test, and the certificate of this computer.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { checkNames, factSentences, findingWords } from "../../src/lib/connection/findings";
import type {
  CheckFact,
  CheckFinding,
  ConnectionCheck,
  ConnectionTestLine,
  ConnectionView,
  ListenerCertificate,
} from "../../src/lib/ipc/generated";
import { t } from "../../src/lib/i18n";
import { errorWith } from "../support/host";
import { accounts, live, practice, practiceAccounts, preview, signedIn } from "../support/samples";
import { openSettings as unfold, openWindow } from "../support/window";

afterEach(() => cleanup());

const canary = "canary-secret-4711";
const checks = Object.keys(checkNames) as ConnectionCheck[];
const findings = Object.keys(findingWords) as CheckFinding[];
const facts = Object.keys(factSentences) as CheckFact[];

async function openSettings(connection: ConnectionView = accounts(), answers: Parameters<typeof openWindow>[1] = {}) {
  const opened = await openWindow({ connections: [connection] }, answers);
  await unfold(opened.user);
  return opened;
}

describe("The client secret", () => {
  it("w09_is sent once, shown nowhere, and cleared when it is refused", async () => {
    const { user, host } = await openSettings(accounts({ clientSecret: false }), {
      set_client_secret: () => {
        throw errorWith("keyringUnavailable");
      },
    });
    expect(screen.getByTestId("settings-secret-state").textContent).toContain("none is saved");
    await user.click(screen.getByTestId("settings-secret"));
    await user.type(await screen.findByTestId("secret-field"), `${canary}{Enter}`);
    expect((await screen.findByTestId("secret-error")).textContent).toContain("Nothing that was entered was saved");
    expect(host.last("set_client_secret")).toEqual({ connection: accounts().key, secret: canary });
    expect(screen.getByTestId<HTMLInputElement>("secret-field").value).toBe("");
    expect(document.documentElement.outerHTML).not.toContain(canary);
  });

  it("forgets what was refused when something else is said at the field", async () => {
    const { user } = await openSettings(accounts({ clientSecret: false }), {
      set_client_secret: () => {
        throw errorWith("keyringUnavailable");
      },
    });
    await user.click(screen.getByTestId("settings-secret"));
    await user.type(await screen.findByTestId("secret-field"), `${canary}{Enter}`);
    await screen.findByTestId("secret-error");
    await user.click(screen.getByTestId("secret-keep"));
    expect(screen.getByTestId("secret-field").getAttribute("aria-invalid")).toBe("true");
    expect(screen.queryByTestId("secret-error")).toBeNull();
  });

  it("is never removed by an empty field, only by its own button", async () => {
    const { user, host } = await openSettings(accounts(), {
      set_client_secret: () => accounts({ clientSecret: false }),
    });
    await user.click(screen.getByTestId("settings-secret"));
    await user.click(await screen.findByTestId("secret-keep"));
    expect(host.count("set_client_secret")).toBe(0);
    await user.click(screen.getByTestId("secret-remove"));
    expect(host.last("set_client_secret")).toEqual({ connection: accounts().key, secret: "" });
    await waitFor(() => expect(screen.getByTestId("settings-secret-state").textContent).toContain("none is saved"));
  });

  it("is not spoken of where the service knows none", async () => {
    await openSettings(live());
    expect(screen.queryByTestId("settings-secret")).toBeNull();
  });

  it("w09_goes with the yes to a connection file, if the field has one", async () => {
    const shown = preview({ asksClientSecret: true });
    const { user, host } = await openWindow(
      { pendingImport: shown },
      { confirm_import: () => Promise.reject(errorWith("diskFull")) },
    );
    const field = await screen.findByTestId<HTMLInputElement>("import-client-secret");
    await user.type(field, canary);
    await user.click(screen.getByTestId("import-add"));
    expect(host.last("confirm_import")).toEqual({ token: "t-1", confirmedHosts: [], clientSecret: canary });
    await screen.findByTestId("import-error");
    expect(field.value).toBe("");
    // It is held by nothing, so nothing is added before it is written again.
    await user.click(screen.getByTestId("import-add"));
    expect(host.count("confirm_import")).toBe(1);
    await user.type(field, "another");
    await user.click(screen.getByTestId("import-add"));
    await waitFor(() => expect(host.last("confirm_import")).toMatchObject({ clientSecret: "another" }));
  });
});

describe("The connection test", () => {
  it("has one sentence of its own for everything that can be found", () => {
    const sentences = facts.map((fact) => t(factSentences[fact]));
    expect(new Set(sentences).size).toBe(facts.length);
    for (const sentence of sentences) expect(sentence).not.toMatch(/, or (does|did|answers|the)\b/);
  });

  it.each(findings)("says of each thing that it is %s, in the service's words", async (finding) => {
    const { user } = await openSettings(accounts(), {
      test_connection: () => ({
        lines: checks.map((check, at) => ({
          check,
          finding,
          fact: facts[at] ?? "hostAnswers",
          detail: `said\u202e of ${check}`,
        })),
      }),
    });
    await user.click(screen.getByTestId("settings-test"));
    await screen.findByTestId("test-result");
    for (const check of checks) {
      const line = screen.getByTestId(`test-line-${check}`);
      expect(line.dataset.finding).toBe(finding);
      expect(line.textContent).toContain(`said of ${check}`);
    }
    expect(screen.getByTestId("registration-redirect").textContent).toBe("http://127.0.0.1/callback");
    const wrong = finding === "wrong" ? `${checks.length} things are wrong` : "nothing is wrong";
    expect(screen.getByTestId("live-region").textContent).toContain(wrong);
  });

  it.each([
    ["a till", live(), true],
    ["the company's accounts", accounts(), true],
    ["the practice accounts, to show it", practiceAccounts(), true],
    ["the practice till", practice(), false],
    ["what this version cannot use", live({ usable: false }), false],
  ])("is there where it tells something: %s", async (_, connection, there) => {
    await openSettings(connection);
    expect(screen.queryByTestId("settings-test") !== null).toBe(there);
  });

  it("says of a till what can be told without a client of its own", async () => {
    const good = { finding: "good", fact: "hostAnswers", detail: "" } as const;
    const lines = (["host", "tls", "clock"] as const).map((check) => ({ check, ...good }));
    const { user } = await openSettings(live(), { test_connection: () => ({ lines }) });
    await user.click(screen.getByTestId("settings-test"));
    const result = within(await screen.findByTestId("test-result"));
    expect(result.getAllByRole("listitem")).toHaveLength(3);
    expect(result.queryByTestId("registration")).toBeNull();
  });

  it("leaves out what this window has no words for", async () => {
    const known = { check: "host", finding: "good", fact: "hostAnswers", detail: "" } as const;
    const lines = [
      known,
      { ...known, check: "moon" },
      { ...known, check: "tls", fact: "full" },
    ] as ConnectionTestLine[];
    const { user } = await openSettings(accounts(), { test_connection: () => ({ lines }) });
    await user.click(screen.getByTestId("settings-test"));
    expect(within(await screen.findByTestId("test-result")).getAllByTestId(/^test-line/)).toHaveLength(1);
  });

  it("says why it could not be made", async () => {
    const { user } = await openSettings(accounts(), { test_connection: () => Promise.reject(errorWith("offline")) });
    await user.click(screen.getByTestId("settings-test"));
    expect((await screen.findByText("The connection was not tested")).closest("[role=alert]")?.textContent).toContain(
      "cannot be reached",
    );
  });
});

describe("The certificate of this computer", () => {
  const certificate = (trust: ListenerCertificate["trust"]): ListenerCertificate => ({
    fingerprint: "AB:CD:EF",
    endsAt: "2027-05-01T00:00:00Z",
    trust,
  });
  const here = accounts({ httpsListener: true });

  it("is trusted only after a yes, and the trust is taken back", async () => {
    const { user, host } = await openSettings(here, {
      listener_certificate: () => certificate("untrusted"),
      trust_certificate: () => certificate("trusted"),
      distrust_certificate: () => certificate("untrusted"),
    });
    expect((await screen.findByTestId("certificate-fingerprint")).textContent).toBe("AB:CD:EF");
    await user.click(screen.getByTestId("certificate-trust"));
    expect(host.count("trust_certificate")).toBe(0);
    expect((await screen.findByTestId("certificate-dialog")).textContent).toContain("It is no authority");
    await user.click(screen.getByTestId("certificate-confirm"));
    const back = await screen.findByTestId("certificate-distrust");
    await waitFor(() => expect(document.activeElement, "the focus is where the way back is").toBe(back));
    expect(screen.getByTestId("live-region").textContent).toContain("trusts the certificate now");
    await user.click(back);
    expect(await screen.findByTestId("certificate-trust")).toBe(back);
    expect(screen.getByTestId("live-region").textContent).toContain("does not trust the certificate any more");
  });

  it("says how to do it by hand where the till cannot", async () => {
    await openSettings(here, { listener_certificate: () => certificate("notHere") });
    const words = (await screen.findByTestId("certificate-advice")).textContent;
    expect(words).toContain("before anything is sent");
    expect(words).toContain("copy the address that it shows and paste it in Airtill");
    expect(words).toContain("Firefox has a list of its own");
    expect(screen.queryByTestId("certificate-trust")).toBeNull();
  });

  it("keeps its state and says why when the trust did not change", async () => {
    const { user } = await openSettings(here, {
      listener_certificate: () => certificate("trusted"),
      distrust_certificate: () => Promise.reject(errorWith("trustNotChanged", "the store is read-only")),
    });
    await user.click(await screen.findByTestId("certificate-distrust"));
    expect((await screen.findByTestId("certificate-error")).textContent).toContain("the store is read-only");
    expect(screen.getByTestId("certificate-distrust")).toBeTruthy();
  });
});

it("says of each service what signing out of it does", async () => {
  const { user } = await openSettings(accounts());
  await user.click(screen.getByTestId("sign-out"));
  const words = (await screen.findByTestId("sign-out-dialog")).textContent;
  expect(words).toContain("on this computer");
  expect(words).toContain("revoke this sign-in");
  expect(words).not.toContain("every device");
  cleanup();
  const other = await openSettings(live({ session: signedIn() }));
  await other.user.click(screen.getByTestId("sign-out"));
  expect((await screen.findByTestId("sign-out-dialog")).textContent).toContain("on every device");
});
