// An amount that conventions read differently: a person is asked, and nothing goes on without an answer.
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import Selling from "../../src/features/airtime/Selling.svelte";
import type { AmountView } from "../../src/lib/ipc/generated";
import { app, render } from "../support/app";
import { type Answers, errorWith, type Host } from "../support/host";
import { practice, ssp } from "../support/samples";
import { amountView, byHand, sellingHost } from "../support/sales";

let host: Host;
let stop: () => void;
const at = (id: string) => screen.getByTestId(id);
const texts = () => screen.getAllByTestId("amount-choice").map((button) => button.textContent.trim());
const value = () => (at("top-up-amount") as HTMLInputElement).value;

async function open(answers: Answers = {}, locale = "en-US"): Promise<ReturnType<typeof userEvent.setup>> {
  vi.spyOn(navigator, "language", "get").mockReturnValue(locale);
  host = sellingHost([], answers);
  stop = await app.begin();
  render(Selling, { connection: practice() });
  const user = userEvent.setup();
  await user.type(at("top-up-number"), "0921234567");
  return user;
}

afterEach(() => {
  stop();
  host.remove();
});

it("is a question with both readings, and no float is promised meanwhile", async () => {
  const user = await open();
  await user.type(at("top-up-amount"), "1.250");
  await waitFor(() => expect(texts()).toEqual(["1,250.00\u00a0SSP", "1.25\u00a0SSP"]));
  const group = screen.getByRole("group", { name: /^Do you mean 1,250\.00.SSP or 1\.25.SSP\?$/u });
  expect(group.querySelector("[role=status]"), "it is said aloud").toBeTruthy();
  expect(screen.queryByTestId("float-after")).toBeNull();
});

it("cannot be submitted, and Enter picks nothing", async () => {
  const user = await open();
  await user.type(at("top-up-amount"), "1.250{Enter}");
  await waitFor(() => expect(screen.getByText(/can be read in two ways/u)).toBeTruthy());
  await user.keyboard("{Enter}{Enter}");
  await user.click(at("top-up-continue"));
  await waitFor(() => expect(document.activeElement).toBe(at("top-up-amount")));
  expect(value()).toBe("1.250");
  expect(at("top-up-amount").getAttribute("aria-invalid")).toBe("true");
  expect(host.count("prepare_top_up")).toBe(0);
});

it("is answered with the keyboard, and the answer stands in the field", async () => {
  const user = await open();
  await user.type(at("top-up-amount"), "1.250");
  await waitFor(() => at("amount-question"));
  await user.tab();
  await user.tab();
  await user.keyboard(" ");
  expect(value()).toBe("1.25");
  expect(document.activeElement).toBe(at("top-up-amount"));
  await waitFor(() => expect(screen.queryByTestId("amount-question")).toBeNull());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(host.last("prepare_top_up")).toMatchObject({ amount: "1.25" }));
});

it("is asked and answered in the locale that everything is shown in", async () => {
  const user = await open({}, "en-DK");
  await user.type(at("top-up-amount"), "1.250");
  await waitFor(() => expect(texts()).toEqual(["1.250,00\u00a0SSP", "1,25\u00a0SSP"]));
  await user.click(screen.getAllByTestId("amount-choice")[0] as HTMLElement);
  expect(value()).toBe("1.250,00");
  await waitFor(() => expect(at("float-after").textContent).toMatch(/23\.750,00/u));
});

it("is asked even if one reading alone can be paid", async () => {
  const user = await open();
  await user.type(at("top-up-amount"), "60.555");
  await waitFor(() => expect(texts()).toEqual(["60,555.00\u00a0SSP"]));
  expect(screen.getByText(/too many decimal places or is too large/u)).toBeTruthy();
});

it("an order waits until its amount is read as it stands", async () => {
  const late = byHand<AmountView>();
  const user = await open({ check_amount: ({ text }) => (text === "70.000" ? late.promise : amountView(text)) });
  await user.type(at("top-up-amount"), "70");
  await fireEvent.input(at("top-up-amount"), { target: { value: "70.000" } });
  await user.click(at("top-up-continue"));
  expect(host.count("prepare_top_up"), "what was read before is another amount").toBe(0);
  late.keep({ amount: null, choices: [ssp("70000.00"), ssp("70.00")], error: null });
  await waitFor(() => expect(texts()).toHaveLength(2));
  expect(host.count("prepare_top_up")).toBe(0);
  await waitFor(() => expect(app.topUp.preparing).toBe(false));
});

it("where the reading fails the till judges", async () => {
  const refuse = () => {
    throw errorWith("badAmount");
  };
  const user = await open({ check_amount: () => Promise.reject(errorWith("internal")), prepare_top_up: refuse });
  await user.type(at("top-up-amount"), "1.250{Enter}");
  await waitFor(() => expect(screen.getByText(/not an amount that can be sent/u)).toBeTruthy());
  expect(document.activeElement).toBe(at("top-up-amount"));
});

it("digits of two lines are not joined by the paste", async () => {
  const user = await open();
  await user.click(at("top-up-amount"));
  await user.paste("1\n250\n");
  expect(value()).toBe("1\t250");
  await user.clear(at("top-up-number"));
  await user.click(at("top-up-number"));
  await user.paste("92123456\r\n0");
  expect(host.last("check_number")).toEqual({ text: "92123456\t0" });
  await user.clear(at("top-up-amount"));
  await user.click(at("top-up-amount"));
  await user.paste("60\n");
  expect(value(), "one line is the browser's own business").toMatch(/^60\n?$/u);
});
