import { expect, it } from "vitest";
import { sale } from "../../../tests/support/sales";
import { isOlder, merged } from "./list";

it("a state of more entries is newer, also after the clock was set back", () => {
  const doubt = sale({ state: "inDoubt", revision: 7, updatedAt: "2026-11-21T14:05:09Z" });
  const settled = { ...doubt, state: "charged" as const, revision: 9, updatedAt: "2026-11-21T13:05:09Z" };
  expect(isOlder(doubt, settled)).toBe(true);
  expect(isOlder(settled, doubt)).toBe(false);
  expect(merged([doubt], settled)).toEqual([settled]);
  expect(merged([settled], doubt), "what comes late does not come back").toEqual([settled]);
});
