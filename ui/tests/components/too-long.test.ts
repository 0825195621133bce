// A text that is too long is refused at its field or taken whole: nothing goes on with its end cut off.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { openAccount } from "../accounts/open";
import { live, preview } from "../support/samples";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

const field = (mark: string) => screen.getByTestId<HTMLInputElement>(mark);
type User = Awaited<ReturnType<typeof openWindow>>["user"];

async function paste(user: User, mark: string, text: string): Promise<void> {
  await screen.findByTestId(mark);
  await user.click(field(mark));
  await user.clear(field(mark));
  await user.paste(text);
}

describe("A text that is too long", () => {
  it("signs nobody in with its beginning", async () => {
    const { user, host } = await openWindow({ connections: [live()] });
    await user.click(screen.getByTestId("start-open"));
    await screen.findByTestId("sign-in");
    await paste(user, "sign-in-username", "a".repeat(321));
    await paste(user, "sign-in-password", "p".repeat(1025));
    await user.click(screen.getByTestId("sign-in-submit"));
    expect(screen.getByText(/longer than 320 characters/u)).toBeTruthy();
    expect(screen.getByText(/longer than 1,024 characters/u)).toBeTruthy();
    expect(host.count("sign_in_with_password")).toBe(0);
    await paste(user, "sign-in-username", "a".repeat(320));
    // Two units each, and one character, as the till counts.
    await paste(user, "sign-in-password", "😀".repeat(1024));
    await user.click(screen.getByTestId("sign-in-submit"));
    expect(host.last("sign_in_with_password")?.password).toHaveLength(2048);
  });

  it("makes no account", async () => {
    const { user, host } = await openAccount();
    await paste(user, "create-email", "new@company.example");
    await paste(user, "create-password", "p".repeat(1025));
    await user.click(screen.getByTestId("create-submit"));
    expect(await screen.findByText(/longer than 1,024 characters/u)).toBeTruthy();
    expect(screen.queryByTestId("create-dialog")).toBeNull();
    expect(host.count("create_user")).toBe(0);
  });

  it("keeps no client secret with an import", async () => {
    const { user, host } = await openWindow({ pendingImport: preview({ asksClientSecret: true }) });
    await paste(user, "import-client-secret", "s".repeat(1025));
    await user.click(screen.getByTestId("import-add"));
    expect(await screen.findByText(/longer than 1,024 characters/u)).toBeTruthy();
    expect(document.activeElement).toBe(field("import-client-secret"));
    expect(host.count("confirm_import")).toBe(0);
  });

  it("finds no user by its beginning", async () => {
    const { user, host } = await openAccount();
    await paste(user, "look-up-id", `${"0".repeat(31)}17`);
    await user.keyboard("{Enter}");
    expect(host.last("look_up_user")?.id).toBe(`${"0".repeat(31)}17`);
  });

  it("is searched whole", async () => {
    const { user, host } = await openWindow({ connections: [live()] });
    await user.click(screen.getByTestId("nav-history"));
    await screen.findByTestId("history-search");
    await paste(user, "history-search", "reference ".repeat(20));
    await waitFor(() => expect(host.last("search_history")?.search).toBe("reference ".repeat(20).trim()));
  });
});
