// What is said to people who listen to the screen: by one region that is always there, and emptied as another screen
// opens.
import { screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { app } from "../support/app";
import { live, preview, signedIn } from "../support/samples";
import { openWindow } from "../support/window";

const region = () => screen.getByTestId("live-region");

it("the region is one status, there before anything is said", async () => {
  await openWindow();
  const before = region();
  expect([before.getAttribute("role"), before.textContent]).toEqual(["status", ""]);
  app.announcer.say("You are signed out.");
  await waitFor(() => expect(region().textContent).toBe("You are signed out."));
  app.navigation.go({ name: "settings" });
  await screen.findByTestId("screen-settings");
  expect(region()).toBe(before);
});

it.each<[string, () => void]>([
  ["goes on", () => app.navigation.go({ name: "settings" })],
  ["goes back", () => app.navigation.back()],
  ["begins anew", () => app.navigation.reset({ name: "start" })],
])("old sentences are gone where a person %s", async (_, move) => {
  await openWindow({ connections: [live({ session: signedIn() })] });
  app.navigation.go({ name: "history" });
  app.announcer.say("3 sales found.");
  app.announcer.say("2 sales found.");
  await waitFor(() => expect(region().textContent).toContain("2 sales found."));
  move();
  await waitFor(() => expect(region().textContent).toBe(""));
});

it("a sentence that leads to a screen is heard there and not later", async () => {
  await openWindow();
  app.announcer.say("You are signed in.", { stays: true });
  app.navigation.go({ name: "settings" });
  await screen.findByTestId("screen-settings");
  expect(region().textContent).toBe("You are signed in.");
  app.navigation.go({ name: "history" });
  await waitFor(() => expect(region().textContent).toBe(""));
});

it("a field's error is announced by a region that was there before", async () => {
  const { user } = await openWindow({ connections: [live({ session: { state: "signedOut" } })] });
  app.navigation.go({ name: "signIn", connection: live().key });
  const name = await screen.findByTestId("sign-in-username");
  const told = name.parentElement?.querySelector("[aria-live]");
  expect(told?.textContent).toBe("");
  name.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(told?.textContent, "the field had the focus already, and keeps it").not.toBe(""));
  expect(document.activeElement).toBe(name);
  expect(name.getAttribute("aria-describedby")).toContain(told?.querySelector("p")?.id);
});

it("the same holds for the further hosts of a connection file", async () => {
  const { user } = await openWindow({ pendingImport: preview({ otherHosts: ["one.example"] }) });
  const box = await screen.findByTestId("import-other-host");
  const told = box.closest("fieldset")?.querySelector("[aria-live]");
  expect(told?.textContent).toBe("");
  await user.click(screen.getByTestId("import-add"));
  await waitFor(() => expect(document.activeElement).toBe(box));
  expect(told?.textContent).not.toBe("");
});
