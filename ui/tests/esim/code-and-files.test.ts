// A connection file that comes while a customer looks at a code waits until the code is closed.
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { t } from "../../src/lib/i18n";
import type { ActivationCodeView, ConnectionView, ImportPreview } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { activationCode, catalogue, truphone } from "../support/esim";
import { errorWith } from "../support/host";
import { live, preview } from "../support/samples";
import { openWindow } from "../support/window";
import { settled } from "./settled";

const at = (id: string) => screen.getByTestId(id);
const named = (name: string): ImportPreview => preview({ token: name, fileName: name });
const files = (...names: string[]) => ({
  dataTransfer: { types: ["Files"], files: names.map((name) => new File(["format = 1"], name)) },
});
const code = (connection: ConnectionView = truphone()) =>
  ({ name: "code", connection: connection.key, iccid: "8944478600000003211", product: "Kenya 1 GB" }) as const;

/** All that is shown and spoken, but for the words that the code is there. */
const seen = () => document.body.textContent.replace(t("code.shown"), "");

/** The code of a sale, over a till that keeps its line of files. */
async function open(answer: Partial<ActivationCodeView> = {}) {
  let line: string[] = [];
  const inLine = () => ({ first: line[0] ? named(line[0]) : null, behind: Math.max(0, line.length - 1) });
  const connection = truphone();
  const opened = await openWindow(
    { connections: [connection] },
    {
      activation_code: () => activationCode(answer),
      catalogue: () => catalogue(),
      read_connection_file: ({ fileName }) =>
        fileName.includes("bad") ? Promise.reject(errorWith("badConnectionFile")) : named(fileName),
      line_up_imports: ({ add, done }) => {
        line = [...line, ...add].filter((name) => name !== done);
        return inLine();
      },
    },
  );
  app.connections.choose(connection.key);
  app.navigation.reset({ name: "till" });
  await screen.findByTestId("catalogue");
  app.navigation.go(code());
  await screen.findByTestId(answer.text === null ? "code-new" : "qr-code");
  const before = seen();
  /** Another program opens a file with the till. */
  const opens = async (name: string) => {
    line = [...line, name];
    await opened.host.emit({ type: "importRequested", preview: named(line[0] ?? ""), behind: inLine().behind });
    await settled();
  };
  const showsNothingElse = () => {
    expect(app.navigation.current.name).toBe("code");
    expect(seen()).toBe(before);
  };
  return { ...opened, opens, showsNothingElse };
}

const shown = (name: string) => waitFor(() => expect(at("import").textContent).toContain(name));

describe("A connection file behind the code", () => {
  it("that is opened from outside is shown once the code is closed", async () => {
    const { user, opens, showsNothingElse } = await open();
    await opens("one.airtill");
    showsNothingElse();
    await user.click(at("code-back"));
    await shown("one.airtill");
    expect(screen.queryByTestId("screen-code")).toBeNull();
    await user.click(at("import-cancel"));
    expect(await screen.findByTestId("catalogue"), "the screen before the code").toBeTruthy();
  });

  it("keeps its line with the others", async () => {
    const { user, opens, showsNothingElse } = await open();
    await opens("one.airtill");
    await opens("two.airtill");
    await fireEvent.drop(window, files("three.airtill"));
    await settled();
    showsNothingElse();
    await user.keyboard("{Escape}");
    for (const name of ["one.airtill", "two.airtill", "three.airtill"]) {
      await shown(name);
      await user.click(at("import-cancel"));
    }
    expect(await screen.findByTestId("catalogue")).toBeTruthy();
  });

  it("that is dropped is not spoken of in front of the customer", async () => {
    const { user, host, showsNothingElse } = await open();
    await fireEvent.dragEnter(window, files("one.airtill"));
    expect(screen.queryByTestId("drop-zone")).toBeNull();
    await fireEvent.drop(window, files("one.airtill"));
    await waitFor(() => expect(host.count("line_up_imports"), "the till knows that it waits").toBe(1));
    await settled();
    showsNothingElse();
    await user.click(at("code-back"));
    await shown("one.airtill");
  });

  it("that is refused is told of once the code is closed", async () => {
    const { user, host, showsNothingElse } = await open();
    const refused = { fileName: "bad.airtill", error: errorWith("badConnectionFile") };
    await host.emit({ type: "importRefused", refused });
    await settled();
    showsNothingElse();
    await user.click(at("code-back"));
    expect((await screen.findByTestId("import-refused")).textContent).toContain("bad.airtill");
  });

  it("goes before the refusal of another one, which stands above it", async () => {
    const { user, host, opens } = await open();
    await opens("one.airtill");
    const refused = { fileName: "bad.airtill", error: errorWith("badConnectionFile") };
    await host.emit({ type: "importRefused", refused });
    await user.click(at("code-back"));
    await shown("one.airtill");
    expect(at("import-refused").textContent).toContain("bad.airtill");
  });

  it("waits also where another eSIM is sold from the code", async () => {
    const { user, opens } = await open({ status: "unavailable", text: null, rows: [] });
    await opens("one.airtill");
    await user.click(at("code-new"));
    await shown("one.airtill");
  });

  it("leaves the code where the one before it is added late", async () => {
    const { user, host, opens, showsNothingElse } = await open();
    let add: (added: ConnectionView) => void = () => {};
    host.answer({ confirm_import: () => new Promise<ConnectionView>((added) => (add = added)) });
    app.navigation.back();
    await opens("one.airtill");
    await opens("two.airtill");
    await shown("one.airtill");
    await user.click(at("import-add"));
    app.navigation.go(code());
    await screen.findByTestId("qr-code");
    add(live());
    await waitFor(() => expect(host.count("line_up_imports")).toBe(1));
    await settled();
    showsNothingElse();
    await user.click(at("code-back"));
    await shown("two.airtill");
  });
});
