import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import Selling from "../../src/Selling.svelte";
import type { ConnectionView, SaleView } from "../../src/lib/ipc/generated";
import { connections } from "../../src/lib/state/connections.svelte";
import { place } from "../../src/lib/state/screen.svelte";
import { topUp } from "../../src/lib/state/top-up.svelte";
import { type Answers, fault, type Host } from "../host";
import { ago, live, practice, signedIn, ssp } from "../samples";
import { sale, sellingHost } from "./samples";

let host: Host;
let stop: () => void;
const at = (id: string) => screen.getByTestId(id);

async function open(connection: ConnectionView, sales: SaleView[], answers: Answers = {}): Promise<ReturnType<typeof userEvent.setup>> {
  host = sellingHost(sales, answers);
  stop = await connections.begin();
  render(Selling, { connection });
  return userEvent.setup();
}

beforeEach(() => topUp.next());
afterEach(() => {
  stop();
  host.remove();
});

it("shows the last sales with sign and word, and the newest as it happens", async () => {
  await open(practice(), [sale()]);
  await waitFor(() => expect(screen.getAllByTestId("sale-row")).toHaveLength(1));
  await host.emit({ type: "saleChanged", sale: sale({ state: "accepted" }) });
  await waitFor(() => expect(screen.getAllByTestId("sale-row").map((row) => row.dataset.state)).toEqual(["accepted", "confirmed"]));
  expect(screen.getByText("Accepted")).toBeTruthy();
  await host.emit({ type: "saleChanged", sale: sale({ connection: { environment: "live", id: "x" } }) });
  expect(screen.getAllByTestId("sale-row"), "another connection's sale is not of this float").toHaveLength(2);
});

it("offers the first sale while there is none", async () => {
  const user = await open(practice(), []);
  await waitFor(() => at("last-sales-empty"));
  await user.click(screen.getByText("Send the first top-up"));
  expect(document.activeElement).toBe(at("top-up-number"));
});

it("shows the last known float with words when the service cannot be reached", async () => {
  const user = await open(practice({ float: { balance: ssp("312.50"), at: ago(7800), fresh: false, unread: "offline" } }), [], {
    refresh_float: () => {
      throw fault("offline");
    },
  });
  expect(at("till-float").textContent).toMatch(/312\.50/u);
  expect(at("till-float").dataset.fresh).toBe("false");
  expect(screen.getByText("2 hours ago")).toBeTruthy();
  expect(at("till-float-old")).toBeTruthy();
  await user.click(at("till-refresh"));
  await waitFor(() => at("till-refresh-fault"));
});

it("leads calmly to what is in doubt", async () => {
  const user = await open(practice({ openDoubts: 2 }), []);
  expect(at("till-doubts").textContent).toMatch(/2 sales are in doubt\. Do not send them again\./u);
  await user.click(at("till-doubts-show"));
  expect(place.current.name).toBe("history");
});

it("takes an order straight to its confirmation", async () => {
  const user = await open(practice(), []);
  await user.type(at("top-up-number"), "0921234567");
  await user.type(at("top-up-amount"), "60{Enter}");
  await waitFor(() => at("confirmation"));
  expect(screen.queryByTestId("top-up-number"), "the confirmation stands in the place of the form").toBeNull();
  expect(host.count("send_top_up")).toBe(0);
});

it("a trouble number is put into the number field", async () => {
  const user = await open(practice(), []);
  await waitFor(() => expect(screen.getAllByTestId("trouble-row").length).toBe(7));
  await user.click(screen.getByText("The answer is lost after charging"));
  await waitFor(() => expect(at("top-up-number")).toHaveProperty("value", "+211 921 209 601"));
  expect(document.activeElement).toBe(at("top-up-amount"));
});

it("causes no trouble where money is real", async () => {
  await open(live({ session: signedIn() }), []);
  await waitFor(() => at("last-sales-empty"));
  expect(screen.queryByTestId("trouble")).toBeNull();
  expect(host.count("troubles")).toBe(0);
});
