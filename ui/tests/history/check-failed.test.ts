// A check that failed is told until the sale is known better: the news of a newer state answer it.
import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it, onTestFinished } from "vitest";
import History from "../../src/features/history/History.svelte";
import { app, render } from "../support/app";
import { errorWith } from "../support/host";
import { practice } from "../support/samples";
import { inState, line, sellingHost } from "../support/sales";

const at = (id: string) => screen.getByTestId(id);

/** A doubt that could not be checked. */
async function unchecked() {
  const doubt = inState("inDoubt", { checking: false });
  const host = sellingHost([doubt], {
    gather_evidence: () => {
      throw errorWith("offline");
    },
  });
  const stop = await app.begin();
  onTestFinished(() => {
    stop();
    host.remove();
  });
  render(History, { connection: practice() });
  const user = userEvent.setup();
  await user.click(await screen.findByTestId("history-row"));
  await user.click(await screen.findByTestId("outcome-check"));
  await screen.findByTestId("outcome-error");
  return { doubt, host };
}

it("takes the failed check away with the outcome that follows it", async () => {
  const { doubt, host } = await unchecked();
  const known = { ...doubt, state: "confirmed", reference: "2015", revision: doubt.revision + 1 } as const;
  await host.emit({ type: "saleChanged", sale: known });
  await waitFor(() => expect(at("outcome").dataset.state).toBe("confirmed"));
  expect(screen.queryByTestId("outcome-error")).toBeNull();
});

it("takes it away with newer evidence", async () => {
  const { doubt, host } = await unchecked();
  const evidence = [line("unchangedSoFar")];
  await host.emit({ type: "saleChanged", sale: { ...doubt, evidence, revision: doubt.revision + 1 } });
  await waitFor(() => expect(screen.queryByTestId("outcome-error")).toBeNull());
});

it("keeps it where nothing newer is known", async () => {
  const { doubt, host } = await unchecked();
  await host.emit({ type: "saleChanged", sale: doubt });
  expect(at("outcome-error")).toBeTruthy();
});
