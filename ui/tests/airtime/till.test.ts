import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import Selling from "../../src/features/airtime/Selling.svelte";
import type { ConnectionView, SaleView } from "../../src/lib/ipc/generated";
import { app, render } from "../support/app";
import { type Answers, errorWith, type Host } from "../support/host";
import { ago, live, practice, signedIn, ssp } from "../support/samples";
import { openWindow } from "../support/window";
import { sale, sellingHost } from "../support/sales";

let host: Host;
let stop: () => void;
const at = (id: string) => screen.getByTestId(id);

async function open(
  connection: ConnectionView,
  sales: SaleView[],
  answers: Answers = {},
): Promise<ReturnType<typeof userEvent.setup>> {
  host = sellingHost(sales, answers);
  stop = await app.begin();
  render(Selling, { connection });
  return userEvent.setup();
}

afterEach(() => {
  stop();
  host.remove();
});

it("shows the last sales with sign and word, and the newest as it happens", async () => {
  await open(practice(), [sale()]);
  await waitFor(() => expect(screen.getAllByTestId("sale-row")).toHaveLength(1));
  await host.emit({ type: "saleChanged", sale: sale({ state: "accepted" }) });
  await waitFor(() =>
    expect(screen.getAllByTestId("sale-row").map((row) => row.dataset.state)).toEqual(["accepted", "confirmed"]),
  );
  expect(screen.getByText("Accepted")).toBeTruthy();
  await host.emit({ type: "saleChanged", sale: sale({ connection: { environment: "live", id: "x" } }) });
  expect(screen.getAllByTestId("sale-row"), "another connection's sale is not of this float").toHaveLength(2);
});

it("the last sales are one tab stop, with rows for arrows and Enter", async () => {
  const sales = [sale(), sale({ state: "accepted" }), sale()];
  const user = await open(practice(), sales);
  const grid = await screen.findByRole("grid", { name: "Last sales" });
  expect(within(grid).queryAllByRole("button"), "no stop a row").toHaveLength(0);
  screen.getByRole("button", { name: "All sales" }).focus();
  await user.tab();
  expect(document.activeElement).toBe(grid);
  await user.keyboard("{ArrowDown}{Enter}");
  expect(app.navigation.current).toMatchObject({ name: "history", sale: { id: sales[1]?.id } });
});

it("offers the first sale while there is none", async () => {
  const user = await open(practice(), []);
  await waitFor(() => at("last-sales-empty"));
  await user.click(screen.getByText("Type the first number"));
  expect(document.activeElement).toBe(at("top-up-number"));
});

it("tells the float once, with its age and why it could not be read", async () => {
  const { user } = await openWindow(
    {
      connections: [
        live({
          session: signedIn(),
          float: { balance: ssp("312.50"), at: ago(7800), fresh: false, unread: "offline" },
        }),
      ],
    },
    {
      refresh_float: () => {
        throw errorWith("offline");
      },
    },
  );
  await user.click(at("start-open"));
  await screen.findByTestId("screen-till");
  expect(at("float").textContent).toMatch(/312\.50.*2 hours ago/u);
  expect(at("float").textContent, "what the sum is stands above it at any size").toMatch(/Float.*312\.50/u);
  expect(at("float").querySelector(".sum .unseen-when-small"), "neither it nor its age goes away").toBeNull();
  expect(at("float").dataset.fresh).toBe("false");
  expect(at("network-bad").textContent).toContain("The service cannot be reached");
  expect(screen.getAllByText(/312\.50/u), "nowhere else").toHaveLength(1);
  await user.click(at("float-refresh"));
  await waitFor(() => expect(at("float-error").textContent).toContain("the last float that was seen"));
  await user.click(at("float-error-away"));
  expect(screen.queryByTestId("float-error")).toBeNull();
  await user.click(at("float-refresh"));
  await waitFor(() => at("float-error"));
  cleanup();
});

it("leads calmly to what is in doubt", async () => {
  const user = await open(practice({ openDoubts: 2 }), []);
  expect(at("till-doubts").textContent).toMatch(/2 sales are in doubt\. Do not send them again\./u);
  await user.click(at("till-doubts-show"));
  expect(app.navigation.current.name).toBe("history");
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
  expect(host.count("troubles"), "folded, nothing is asked").toBe(0);
  expect(screen.queryByTestId("trouble-row")).toBeNull();
  await user.click(at("trouble-open"));
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
