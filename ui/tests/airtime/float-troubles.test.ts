// The float of the practice service, moved behind the till's back.
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import Selling from "../../src/features/airtime/Selling.svelte";
import { app, render } from "../support/app";
import { type Answers, errorWith, type Host } from "../support/host";
import { floatThere, live, practice, ssp } from "../support/samples";
import { sale, sellingHost } from "../support/sales";

let host: Host;
let stop: () => void;
const at = (id: string) => screen.getByTestId(id);

async function open(answers: Answers = {}, connection = practice()) {
  host = sellingHost([], answers);
  stop = await app.begin();
  app.troubles.open = true;
  render(Selling, { connection });
  if (connection.key.environment === "practice") await screen.findByTestId("float-really");
  return userEvent.setup();
}

afterEach(() => {
  stop();
  host.remove();
});

const sold = { number: "+211 921 234 567", amount: ssp("60.00") };

it("moves the float by any amount, by keys alone, and says what is there", async () => {
  const user = await open({ cause_float_trouble: () => floatThere({ float: ssp("-40.00") }) });
  at("float-amount").focus();
  await user.keyboard("25 040");
  await user.tab();
  await user.keyboard("{Enter}");
  await waitFor(() =>
    expect(host.last("cause_float_trouble")).toEqual({ trouble: { kind: "otherTillSells", amount: "25 040" } }),
  );
  await waitFor(() => expect(at("float-really").textContent).toContain("40.00"));
  expect(app.announcer.text).toMatch(/Another till sold\..*40\.00/u);
  expect((at("float-amount") as HTMLInputElement).value).toBe("");
  await user.type(at("float-amount"), "500");
  await user.click(at("float-trouble-deposit"));
  await waitFor(() =>
    expect(host.last("cause_float_trouble")).toEqual({ trouble: { kind: "deposit", amount: "500" } }),
  );
});

it("keeps the amount and says why where it is none", async () => {
  const user = await open({
    cause_float_trouble: () => {
      throw errorWith("badAmount");
    },
  });
  await user.type(at("float-amount"), "1.250");
  await user.click(at("float-trouble-deposit"));
  expect(await screen.findByTestId("float-trouble-error")).toBeTruthy();
  expect((at("float-amount") as HTMLInputElement).value).toBe("1.250");
});

it("offers what needs a sale once there is one, and names it", async () => {
  let there = floatThere();
  const user = await open({ float_troubles: () => there, cause_float_trouble: () => there });
  const kinds = ["refundLastSale", "writeBack", "chargeAgain", "chargeLateNow"] as const;
  const button = (kind: string) => at(`float-trouble-${kind}`) as HTMLButtonElement;
  expect(kinds.map((kind) => button(kind).disabled)).toEqual([true, true, true, true]);
  there = floatThere({ lastCharged: sold, lastAccepted: sold, late: 1 });
  await host.emit({ type: "saleChanged", sale: sale() });
  await waitFor(() => expect(kinds.map((kind) => button(kind).disabled)).toEqual([false, false, false, false]));
  for (const kind of kinds) {
    await user.click(button(kind));
    await waitFor(() => expect(host.last("cause_float_trouble")).toEqual({ trouble: { kind } }));
    await waitFor(() => expect(app.floatTroubles.busy).toBe(false));
  }
  const described = document.getElementById(button("writeBack").getAttribute("aria-describedby") ?? "");
  expect(described?.textContent).toMatch(/“one request at a time”.*60\.00.*\+211 921 234 567/u);
});

it("shows a choice where it was put, and back where it was when that fails", async () => {
  let fails = false;
  const user = await open({
    cause_float_trouble: ({ trouble }) => {
      if (fails) throw errorWith("practiceFailed");
      return floatThere(trouble.kind === "commission" ? { commission: trouble.commission } : {});
    },
  });
  const radio = (id: string) => at(id) as HTMLInputElement;
  await user.click(radio("float-commission-tiers"));
  await waitFor(() =>
    expect(host.last("cause_float_trouble")).toEqual({ trouble: { kind: "commission", commission: "tiers" } }),
  );
  await waitFor(() => expect([radio("float-commission-tiers").checked, app.floatTroubles.busy]).toEqual([true, false]));
  fails = true;
  await user.click(radio("float-format-otherCurrency"));
  await screen.findByTestId("float-trouble-error");
  await waitFor(() => expect(radio("float-format-plain").checked).toBe(true));
  fails = false;
  await user.click(radio("float-late-600"));
  await waitFor(() =>
    expect(host.last("cause_float_trouble")).toEqual({ trouble: { kind: "chargeLateAfter", seconds: 600 } }),
  );
});

it("says of every trouble what it does, and names every control", async () => {
  await open();
  const panel = within(at("float-troubles"));
  for (const one of panel.getAllByRole("listitem")) expect(one.textContent).toMatch(/[Bb]reaks|connection/u);
  for (const role of ["button", "radio", "textbox"] as const) {
    for (const control of panel.getAllByRole(role, { name: /\S/u })) expect(control).toBeTruthy();
    expect(panel.getAllByRole(role, { name: /\S/u })).toHaveLength(panel.getAllByRole(role).length);
  }
  const names = panel.getAllByRole("button").map((button) => {
    const by = button.getAttribute("aria-labelledby");
    return by ? document.getElementById(by)?.textContent : button.textContent;
  });
  expect(new Set(names).size, "no two buttons are called the same").toBe(names.length);
});

it("opens a second connection to the float and sells through it", async () => {
  const second = practice({
    key: { environment: "practice", id: "practice-again" },
    name: "21 Systems, second connection",
  });
  const user = await open({ practise_twice: () => second });
  await user.click(at("practise-twice"));
  await waitFor(() => expect(app.connections.current?.key.id).toBe("practice-again"));
  expect(app.connections.practice?.key.id, "the first stays the one that starts practice").toBe("practice");
});

it("moves no float where money is real", async () => {
  await open({}, live());
  expect(screen.queryByTestId("float-troubles")).toBeNull();
  expect(host.count("float_troubles")).toBe(0);
});
