// Connection files that come several at once, in other encodings, or not as files: each is shown or refused by its
// name.
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { ImportPreview } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { errorWith } from "../support/host";
import { preview, start } from "../support/samples";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

const file = (name: string, content: BlobPart = "format = 1") => new File([content], name);
const drop = (...files: File[]) => fireEvent.drop(window, { dataTransfer: { types: ["Files"], files } });
const named = (name: string): ImportPreview => preview({ token: name, fileName: name });

/** A till whose line of files is real, as far as the window can tell. */
function line(...waiting: string[]) {
  let names = waiting;
  const told = () => ({
    first: names[0] === undefined ? null : named(names[0]),
    behind: Math.max(0, names.length - 1),
  });
  return {
    told,
    /** Another program opens one with the till. */
    opens: (name: string) => void (names = [...names, name]),
    answers: {
      choose_connection_file: () => ({ preview: named("juba.airtill") }),
      read_connection_file: ({ fileName }: { fileName: string }) =>
        fileName.includes("bad") ? Promise.reject(errorWith("badConnectionFile")) : named(fileName),
      line_up_imports: ({ add, done }: { add: string[]; done: string | null }) => {
        names = [...names, ...add].filter((name) => name !== done);
        return told();
      },
    },
  };
}

const shown = async (name: string) =>
  await waitFor(() => expect(screen.getByTestId("import").textContent).toContain(name));

describe("Several connection files", () => {
  it("that were dropped together are shown in turn, and the others are named", async () => {
    const till = line();
    const { user, host } = await openWindow({}, till.answers);
    await drop(file("one.airtill"), file("bad.airtill"), file("two.airtill"), file("sales.xlsx"));
    await shown("one.airtill");
    expect(screen.getAllByTestId("import-refused").map((one) => one.textContent)).toEqual([
      expect.stringContaining("bad.airtill"),
      expect.stringContaining("sales.xlsx"),
    ]);
    expect(screen.getByTestId("import-behind").textContent).toContain("One more file");
    await user.click(screen.getByTestId("import-add"));
    await shown("two.airtill");
    expect(screen.queryByTestId("import-behind")).toBeNull();
    await user.click(screen.getByTestId("import-cancel"));
    await screen.findByTestId("start");
    expect(host.count("confirm_import")).toBe(1);
  });

  it("that were opened from outside do not take each other's place", async () => {
    const till = line("one.airtill", "two.airtill");
    const { user, host } = await openWindow({ pendingImport: named("one.airtill") }, till.answers);
    await shown("one.airtill");
    await host.emit({ type: "importRequested", preview: named("one.airtill"), behind: 1 });
    await shown("one.airtill");
    expect(screen.getByTestId("import-behind").textContent).toContain("One more file");
    await user.click(screen.getByTestId("import-cancel"));
    await shown("two.airtill");
  });

  it("wait behind a chosen one, however they come", async () => {
    const till = line();
    const { user, host } = await openWindow({}, till.answers);
    await user.click(screen.getByTestId("start-connect"));
    await shown("juba.airtill");
    await drop(file("one.airtill"));
    await waitFor(() => expect(screen.getByTestId("import-behind").textContent).toContain("One more file"));
    await shown("juba.airtill");
    till.opens("two.airtill");
    await host.emit({ type: "importRequested", preview: named("one.airtill"), behind: 1 });
    await waitFor(() => expect(screen.getByTestId("import-behind").textContent).toContain("2 more files"));
    for (const name of ["juba.airtill", "one.airtill", "two.airtill"]) {
      await shown(name);
      await user.click(screen.getByTestId("import-cancel"));
    }
    await screen.findByTestId("start");
  });

  it("that are refused take no other from the screen", async () => {
    const { user } = await openWindow({}, line().answers);
    await user.click(screen.getByTestId("start-connect"));
    await shown("juba.airtill");
    await drop(file("bad.airtill"));
    expect((await screen.findByTestId("import-refused")).textContent).toContain("bad.airtill");
    await shown("juba.airtill");
  });

  it("that cannot be lined up behind another are named", async () => {
    const { user } = await openWindow(
      {},
      { ...line().answers, line_up_imports: () => Promise.reject(errorWith("internal")) },
    );
    await user.click(screen.getByTestId("start-connect"));
    await shown("juba.airtill");
    await drop(file("one.airtill"));
    expect((await screen.findByTestId("import-refused")).textContent).toContain("one.airtill");
    await shown("juba.airtill");
  });

  it("wait on the first screen while somebody looks elsewhere", async () => {
    const { user } = await openWindow({ pendingImport: named("one.airtill"), importsBehind: 2 });
    await shown("one.airtill");
    await user.click(screen.getByTestId("nav-start"));
    expect((await screen.findByTestId("imports-waiting")).textContent).toContain("3 connection files wait");
    await user.click(screen.getByTestId("imports-show"));
    await shown("one.airtill");
  });

  it("that were refused before the window was there are all named", async () => {
    const refusedImports = ["a.airtill", "b.airtill"].map((fileName) => ({
      fileName,
      error: errorWith("badConnectionFile"),
    }));
    await openWindow({ refusedImports });
    expect(screen.getAllByTestId("import-refused").map((one) => one.textContent)).toEqual([
      expect.stringContaining("a.airtill"),
      expect.stringContaining("b.airtill"),
    ]);
  });
});

describe("A refusal", () => {
  it("that was put away does not come back with what the till says next", async () => {
    const refused = { fileName: "bad.airtill", error: errorWith("badConnectionFile") };
    const till = line();
    const { host } = await openWindow({}, till.answers);
    await host.emit({ type: "importRefused", refused });
    await screen.findByTestId("import-refused");
    await drop(file("one.airtill"));
    await shown("one.airtill");
    expect(screen.queryByTestId("import-refused")).toBeNull();
    host.answer({ start: () => start({ refusedImports: [refused] }) });
    const asked = host.count("start");
    await host.emit({ type: "startChanged" });
    await waitFor(() => expect(host.count("start")).toBe(asked + 1));
    await waitFor(() => expect(app.connections.start.busy).toBe(false));
    expect(screen.queryByTestId("import-refused")).toBeNull();
    // The same file once more is refused once more.
    await host.emit({ type: "importRefused", refused });
    await screen.findByTestId("import-refused");
  });
});

describe("The encoding of a dropped file", () => {
  const units = (text: string, order: "little" | "big"): ArrayBuffer => {
    const bytes = new DataView(new ArrayBuffer(text.length * 2));
    [...text].forEach((letter, at) => bytes.setUint16(at * 2, letter.charCodeAt(0), order === "little"));
    return bytes.buffer;
  };

  it.each(["little", "big"] as const)("is read in UTF-16 with a byte order mark, %s end first", async (order) => {
    const { host } = await openWindow();
    await drop(file("juba.airtill", units('\ufeffname = "é"', order)));
    await screen.findByTestId("import");
    expect(host.last("read_connection_file")?.text).toBe('name = "é"');
  });

  it.each([
    ["UTF-16 without a mark", units("name = 1", "little"), "UTF-16 without a byte order mark"],
    ["UTF-16 of the other order", units("name = 1", "big"), "UTF-16 without a byte order mark"],
    ["Latin-1", new Uint8Array([0x6e, 0x3d, 0xe9]), "Latin-1"],
    ["half a letter", new Uint8Array([0xff, 0xfe, 0x6e]), "not plain text"],
    ["no text", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0, 1, 2, 3]), "not plain text"],
  ])("is named when it is %s", async (_, bytes, words) => {
    const { host } = await openWindow();
    await drop(file("juba.airtill", bytes));
    expect((await screen.findByTestId("import-refused")).textContent).toContain(words);
    expect(host.count("read_connection_file")).toBe(0);
  });

  it("is not asked of what cannot be read at all", async () => {
    await openWindow();
    const folder = file("folder.airtill");
    folder.arrayBuffer = () => Promise.reject(new DOMException("", "NotReadableError"));
    await drop(folder);
    expect((await screen.findByTestId("import-refused")).textContent).toContain("may be a folder");
    expect(app.navigation.current.name).toBe("start");
    expect(app.connections.importsInLine.first).toBeNull();
  });
});
