// A connection that is being added: nothing cancels it, and its answer changes no screen that a person went to.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ConnectionView, ImportPreview } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { errorWith, type Answers } from "../support/host";
import { live, preview } from "../support/samples";
import { byHand } from "../support/sales";
import { openWindow } from "../support/window";

const at = (id: string) => screen.getByTestId(id);

/** A file whose connection is being added. */
async function adding(change: Partial<ImportPreview> = {}, answers: Answers = {}) {
  const answer = byHand<ConnectionView>();
  const opened = await openWindow(
    { pendingImport: preview(change) },
    { confirm_import: () => answer.promise, ...answers },
  );
  await screen.findByTestId("import");
  await opened.user.click(at("import-add"));
  return { ...opened, answer };
}

describe("A connection that is being added", () => {
  it("cannot be cancelled, and says why", async () => {
    const { user, host, answer } = await adding();
    await waitFor(() => expect(at("import-adding").textContent).toContain("cannot be cancelled"));
    await user.click(at("import-cancel"));
    await user.keyboard("{Escape}");
    expect(at("import"), "it is there until it is known").toBeTruthy();
    expect(host.count("line_up_imports")).toBe(0);
    answer.keep(live());
    await screen.findByTestId("screen-signIn");
  });

  it("changes no screen that was opened meanwhile, and is told of there", async () => {
    const { user, answer } = await adding({ name: "Juba" });
    await user.click(at("nav-settings"));
    await screen.findByTestId("screen-settings");
    answer.keep(live());
    expect((await screen.findByTestId("late-import-added")).textContent).toContain("The connection Juba was added.");
    expect(app.navigation.current.name).toBe("settings");
    expect(app.connections.current, "it is not chosen").toBeNull();
    expect(app.connections.find(live().key)).toBeTruthy();
    await user.click(at("late-import-away"));
    expect(screen.queryByTestId("late-import-added")).toBeNull();
  });

  it("that could not be added is told of on another screen", async () => {
    const { user, answer } = await adding({ name: "Juba" });
    await user.click(at("nav-settings"));
    await screen.findByTestId("screen-settings");
    answer.break_(errorWith("doubtsOpen"));
    expect((await screen.findByTestId("late-import-failed")).textContent).toContain(
      "The connection Juba was not added",
    );
    expect(app.navigation.current.name).toBe("settings");
  });

  it("is still being added where its page is opened again", async () => {
    const { user, host, answer } = await adding();
    await user.click(at("nav-start"));
    await user.click(await screen.findByTestId("imports-show"));
    await screen.findByTestId("import");
    expect(at("import-add").getAttribute("aria-busy")).toBe("true");
    await user.click(at("import-add"));
    expect(host.count("confirm_import")).toBe(1);
    answer.keep(live());
    await screen.findByTestId("screen-signIn");
  });
});

describe("A client secret that went with an answer that failed", () => {
  it("is asked for again, and never left out", async () => {
    let works = false;
    const { user, host } = await openWindow(
      { pendingImport: preview({ asksClientSecret: true }) },
      {
        confirm_import: () => {
          if (!works) throw errorWith("internal");
          return live();
        },
      },
    );
    await user.type(await screen.findByTestId("import-client-secret"), "s3cret");
    await user.click(at("import-add"));
    expect(await screen.findByText(/Write the client secret again/u)).toBeTruthy();
    works = true;
    await user.click(at("import-add"));
    await waitFor(() => expect(document.activeElement).toBe(at("import-client-secret")));
    expect(host.count("confirm_import"), "nothing is sent without it").toBe(1);
    await user.type(at("import-client-secret"), "s3cret");
    await user.click(at("import-add"));
    await screen.findByTestId("screen-signIn");
    expect(host.last("confirm_import")).toMatchObject({ clientSecret: "s3cret" });
  });
});
