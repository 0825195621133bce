// A sale outlives its connection: the records name its service by what was sold.
import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it, onTestFinished } from "vitest";
import History from "../../src/features/history/History.svelte";
import type { OrderView } from "../../src/lib/ipc/generated";
import { app, render } from "../support/app";
import { esimTopUp, inState, newEsim, sellingHost, to } from "../support/sales";
import { start } from "../support/samples";

it.each<[string, OrderView, string]>([
  ["a new eSIM", newEsim("amina@example.org"), "Truphone Connect"],
  ["a plan on a SIM", esimTopUp("8944478600000003211"), "Truphone Connect"],
  ["airtime", to("+211 921 234 567"), "21 Systems"],
])("names the service of %s without its connection", async (_, order, service) => {
  const connection = { environment: "live", id: "removed" } as const;
  const sold = inState("confirmed", { connection, order, reference: "b3JkZXI=" });
  const host = sellingHost([sold], { start: () => start({ connections: [] }) });
  const stop = await app.begin();
  onTestFinished(() => {
    stop();
    host.remove();
  });
  render(History, { connection: null });
  const user = userEvent.setup();
  await user.click(await screen.findByTestId("history-row"));
  await waitFor(() => expect(screen.getByTestId("outcome-sentence").textContent).toMatch(`${service} says delivered`));
  expect(screen.getByTestId("history-detail").textContent, "in the timeline too").not.toMatch(
    service === "21 Systems" ? "Truphone" : "21 Systems",
  );
  await host.emit({ type: "saleChanged", sale: { ...sold, id: "another", revision: sold.revision + 1 } });
  expect(app.announcer.text, "and in its news").toMatch(service);
});
