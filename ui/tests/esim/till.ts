// The till of an eSIM connection over an imagined service.
import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { onTestFinished } from "vitest";
import { Host, type Answers } from "../support/host";
import { app, render } from "../support/app";
import { catalogue, orderConfirmation, orderSale, simNumber, truphone } from "../support/esim";
import { start } from "../support/samples";
import Selling from "../../src/features/esim/Selling.svelte";
import type { ConnectionView } from "../../src/lib/ipc/generated";

export const at = (id: string) => screen.getByTestId(id);

/** Opens the form of the first product. */
export async function openForm(answers: Answers = {}) {
  const opened = await openSelling(answers);
  await screen.findByTestId("products");
  await opened.user.click(screen.getAllByTestId("product-row")[0] as HTMLElement);
  await screen.findByTestId("order-form");
  return opened;
}

export async function openSelling(answers: Answers = {}, connection: ConnectionView = truphone()) {
  const host = new Host({
    start: () => start({ connections: [connection] }),
    open_orders: () => ({ sales: [] }),
    catalogue: () => catalogue(),
    check_iccid: ({ text }) => simNumber(text),
    check_eid: ({ text }) => simNumber(text),
    prepare_new_esim: () => ({ outcome: "checked", confirmation: orderConfirmation() }),
    prepare_esim_top_up: () => ({
      outcome: "checked",
      confirmation: orderConfirmation({ customer: null, device: null, iccid: "8944478600000003211" }),
    }),
    send_esim_order: () => orderSale(),
    ...answers,
  });
  const stop = await app.begin();
  app.connections.choose(connection.key);
  const user = userEvent.setup({ pointerEventsCheck: 0 });
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    stop();
    host.remove();
  };
  // After the page is taken away: it still speaks to its host as it goes.
  onTestFinished(close);
  const show = async () => {
    const view = render(Selling, { connection });
    await screen.findByTestId("catalogue");
    return view;
  };
  return { host, user, ...(await show()), close, show };
}
