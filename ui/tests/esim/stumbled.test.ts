// An order whose call fails while something else is in front: its error is seen, not only heard.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ConnectionView, EsimConfirmationView, MoneyMoved, SaleView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { orderConfirmation, orderSale, truphone } from "../support/esim";
import { errorWith } from "../support/host";
import { live, signedIn } from "../support/samples";
import { byHand } from "../support/sales";
import { esimAnswers } from "../support/sims";
import { openWindow } from "../support/window";

const at = (id: string) => screen.getByTestId(id);

/** An order that waits for its answer. */
async function waiting(change: Partial<EsimConfirmationView> = {}, others: ConnectionView[] = []) {
  const answer = byHand<SaleView>();
  const connection = truphone();
  const opened = await openWindow(
    { connections: [connection, ...others] },
    {
      ...esimAnswers,
      prepare_new_esim: () => ({ outcome: "checked", confirmation: orderConfirmation(change) }),
      send_esim_order: () => answer.promise,
    },
  );
  const { user } = opened;
  app.connections.choose(connection.key);
  app.navigation.reset({ name: "till" });
  await screen.findByTestId("products");
  await user.click(screen.getAllByTestId("product-row")[0] as HTMLElement);
  await user.click(await screen.findByTestId("order-continue"));
  await user.click(await screen.findByTestId("confirm-send"));
  await screen.findByTestId("esim-progress");
  const anew = async () => {
    await user.keyboard("{Control>}n{/Control}");
    await screen.findByTestId("catalogue");
  };
  const elsewhere = async () => {
    await user.click(at("nav-history"));
    await screen.findByTestId("screen-history");
  };
  return { ...opened, answer, anew, elsewhere };
}

describe("an order that fails behind the next sale", () => {
  it.each<[MoneyMoved, string]>([
    ["no", "Nothing was sent."],
    ["unknown", "We do not know yet whether money moved"],
    ["yes", "money moved"],
  ])("is told in sight, when money moved: %s", async (moneyMoved, words) => {
    const { answer, anew, user, host } = await waiting();
    await anew();
    answer.break_(errorWith("internal", "", moneyMoved));
    const told = await screen.findByTestId("stumbled");
    expect(told.textContent).toContain("About the order of Kenya 1 GB for amina@example.org:");
    expect(told.textContent?.toLowerCase()).toContain(words.toLowerCase());
    expect(app.announcer.text).toContain("About the order of Kenya 1 GB for amina@example.org:");
    expect(at("catalogue"), "the next sale stays").toBeTruthy();
    await user.click(at("stumbled-away"));
    expect(screen.queryByTestId("stumbled")).toBeNull();
    expect(host.count("send_esim_order")).toBe(1);
  });

  it("is named by its SIM, in the words of an order", async () => {
    const { answer, anew } = await waiting({ customer: null, device: null, iccid: "8944478600000003211" });
    await anew();
    answer.break_(errorWith("saleUnderWay"));
    const told = (await screen.findByTestId("stumbled")).textContent ?? "";
    expect(told).toContain("About the order of Kenya 1 GB for the SIM 8944 4786 0000 0003 211:");
    expect(told, "no words of airtime").not.toMatch(/float|number|top-up/iu);
  });

  it("stands there until it is put away", async () => {
    const { answer, anew, elsewhere, user } = await waiting();
    await anew();
    await elsewhere();
    answer.break_(errorWith("internal", "", "unknown"));
    await waitFor(() => expect(app.announcer.text).toContain("Kenya 1 GB"));
    await user.click(at("nav-till"));
    await screen.findByTestId("stumbled");
    await user.click(screen.getAllByTestId("product-row")[0] as HTMLElement);
    await screen.findByTestId("order-form");
    expect(at("stumbled")).toBeTruthy();
  });

  it("that was made is news and no error", async () => {
    const { answer, anew } = await waiting();
    await anew();
    answer.keep(orderSale());
    await screen.findByTestId("sale-news");
    expect(screen.queryByTestId("stumbled")).toBeNull();
  });
});

describe("an order that fails while another screen is shown", () => {
  it.each<MoneyMoved>(["no", "unknown"])("is told behind the next sale, when money moved: %s", async (moneyMoved) => {
    const { answer, anew, elsewhere } = await waiting();
    await elsewhere();
    answer.break_(errorWith("internal", "", moneyMoved));
    await waitFor(() => expect(app.esimSelling.stage.at).not.toBe("handingOver"));
    await anew();
    expect(at("stumbled").textContent).toContain("About the order of Kenya 1 GB");
  });

  it("is told once: on the till itself, where the person returns to it", async () => {
    const { answer, anew, elsewhere, user } = await waiting();
    await elsewhere();
    answer.break_(errorWith("internal", "", "unknown"));
    await waitFor(() => expect(app.esimSelling.stage.at).toBe("unclear"));
    await user.click(at("nav-till"));
    await screen.findByTestId("esim-unclear");
    await anew();
    expect(screen.queryByTestId("stumbled")).toBeNull();
  });

  it.each<[MoneyMoved, string]>([
    ["no", "confirm-error"],
    ["unknown", "esim-unclear"],
  ])("is told there, with the way back, when money moved: %s", async (moneyMoved, place) => {
    const { answer, elsewhere, user } = await waiting();
    await elsewhere();
    answer.break_(errorWith("offline", "", moneyMoved));
    expect((await screen.findByTestId("stumbled")).textContent).toContain("About the order of Kenya 1 GB");
    expect(at("live-region").textContent, "it is said once").toBe(app.announcer.text);
    expect(at("stumbled-news").querySelector("[role], [aria-live]")).toBeNull();
    await user.click(at("stumbled-see"));
    await screen.findByTestId(place);
    expect(screen.queryByTestId("stumbled")).toBeNull();
  });

  it("is put away there, and still stands on the till", async () => {
    const { answer, elsewhere, user } = await waiting();
    await elsewhere();
    answer.break_(errorWith("offline"));
    await screen.findByTestId("stumbled");
    await user.click(at("stumbled-away"));
    expect(screen.queryByTestId("stumbled")).toBeNull();
    await user.click(at("nav-till"));
    await screen.findByTestId("confirm-error");
  });

  it("is told on the till of another connection, with the way back", async () => {
    const { answer, user } = await waiting({}, [live({ session: signedIn() })]);
    app.connections.choose(live().key);
    app.navigation.reset({ name: "till" });
    await screen.findByTestId("top-up-number");
    answer.break_(errorWith("saleUnderWay"));
    const told = await screen.findByTestId("stumbled");
    expect(told.textContent).toContain("Practice:");
    await user.click(at("stumbled-see"));
    await screen.findByTestId("confirm-error");
    expect(app.connections.current?.key).toEqual(truphone().key);
  });

  it("is told where its entry in the history is in front", async () => {
    const { answer, elsewhere } = await waiting();
    await elsewhere();
    app.saleNews.show(orderConfirmation().intent);
    answer.break_(errorWith("outcomeNotWritten", "", "unknown"));
    await screen.findByTestId("stumbled");
  });

  it("has no way back to a connection that is gone", async () => {
    const { answer, elsewhere, host } = await waiting();
    await elsewhere();
    answer.break_(errorWith("offline"));
    await screen.findByTestId("stumbled-see");
    await host.emit({ type: "connectionRemoved", key: truphone().key });
    await waitFor(() => expect(screen.queryByTestId("stumbled-see")).toBeNull());
    expect(at("stumbled")).toBeTruthy();
  });
});
