import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { followFocus } from "./ring";

const shown = () => document.documentElement.hasAttribute("data-ring");
const part = (id: string) => document.getElementById(id) as HTMLElement;
let unfollow: () => void;

beforeEach(() => {
  document.body.replaceChildren(
    document
      .createRange()
      .createContextualFragment(
        `<button id="opens">Open</button><button id="other">Other</button><h1 id="heading" tabindex="-1">Here</h1>`,
      ),
  );
  unfollow = followFocus(window);
});

afterEach(() => {
  unfollow();
  document.documentElement.removeAttribute("data-ring");
});

it("a control has a ring from the next key on, and none from the mouse", async () => {
  const user = userEvent.setup();
  await user.click(part("opens"));
  expect(shown()).toBe(false);
  await user.keyboard("{Shift}");
  expect(shown(), "a key that does nothing").toBe(false);
  await user.keyboard("{Enter}");
  expect(shown()).toBe(true);
});

it("a button that the screen moves the focus to has a ring", async () => {
  part("opens").onclick = () => part("other").focus();
  await userEvent.click(part("opens"));
  expect(document.activeElement?.id).toBe("other");
  expect(shown()).toBe(true);
});

it("a screen's heading has a ring for the keys and none for the mouse", async () => {
  const user = userEvent.setup();
  part("opens").onclick = () => part("heading").focus();
  await user.click(part("opens"));
  expect(shown()).toBe(false);
  part("opens").focus();
  await user.keyboard("{Enter}");
  expect(document.activeElement?.id).toBe("heading");
  expect(shown()).toBe(true);
});

it("the focus of keys is brought in sight, that of the mouse stays", async () => {
  const brought = vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
  const user = userEvent.setup();
  await user.click(part("other"));
  expect(brought).not.toHaveBeenCalled();
  await user.tab({ shift: true });
  expect(document.activeElement?.id).toBe("opens");
  expect(brought).toHaveBeenCalledExactlyOnceWith({ block: "nearest", inline: "nearest" });
  part("opens").onclick = () => part("other").focus({ preventScroll: true });
  await user.keyboard("{Enter}");
  expect(document.activeElement?.id).toBe("other");
  expect(brought, "the screen itself says what is in sight").toHaveBeenCalledTimes(1);
});
